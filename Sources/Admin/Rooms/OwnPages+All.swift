extension OwnPages {
    /// Every page of the navigation that is no list.
    static let all: [OwnPages] = [
        OwnPages(key: "settings", path: "/admin/settings", group: .settings, icon: "settings", keys: "g s", rank: 1, query: "settings.all"),
        OwnPages(key: "reference", path: "/reference", group: .settings, icon: "webhook", rank: 90, query: nil),
    ]
}
