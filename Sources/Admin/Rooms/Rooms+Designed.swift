extension Rooms {
    /// The rooms somebody designed. Every other list gets a derived one.
    static let designed: [Room] = [
        .orders, .imports,
    ]
}
