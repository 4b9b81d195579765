import API
import Hummingbird
import Kernel
import Platform
import Web

/// The shop's settings: what it is called, and every setting with its meaning, its value and its default.
struct SettingsPages: Sendable {
    let pages: AdminPages

    init(_ pages: AdminPages) { self.pages = pages }

    func add(to router: Router<WebContext>) {
        router.get("/admin/settings") { request, context in
            try await pages.page(request, context) { desk in try await page(desk, FormFields([]), nil) }
        }
        router.post("/admin/settings") { request, context in try await keep(request, context) }
    }

    private func page(_ desk: Desk, _ form: FormFields, _ problem: Problem?) async throws -> Response {
        let settings = try await pages.answer("settings.all", at: desk).array ?? []
        let view = SettingsView(desk: desk, settings: settings, form: form, problem: problem)
        let frame = Frame(desk: desk, title: desk.say("page.settings"), place: "/admin/settings", isMiddling: true)
        return Response(page: frame.page(view.html), status: .init(code: problem?.status ?? 200))
    }

    /// Keeps one setting, or what the shop is called and where it is.
    private func keep(_ request: Request, _ context: WebContext) async throws -> Response {
        try await pages.form(request, context) { desk, form in
            do {
                guard let key = form["key"] else {
                    let name = form["name"] ?? ""
                    let input: JSON = ["name": .string(name), "time_zone": .string(form["time_zone"] ?? "")]
                    try await pages.perform("shops.update", input, at: desk)
                    return Response(seeOther: "/admin/settings?done=shops.update")
                }
                let known = try await pages.answer("settings.all", at: desk).array ?? []
                let setting = known.first { $0["key"]?.string == key }
                let value =
                    form["default"] != nil
                    ? setting?["default_value"] : SettingText.value(form, setting?["default_value"])
                try await pages.perform("settings.set", ["key": .string(key), "value": value ?? .null], at: desk)
                return Response(seeOther: "/admin/settings?done=settings.set#s-\(key)")
            } catch let problem as Problem where [.invalid, .conflict, .unprocessable].contains(problem.kind) {
                return try await page(desk, form, problem)
            }
        }
    }
}

/// Between a setting's value and the text of its field. Its default says of which kind it is.
enum SettingText {
    /// The value that a form says.
    static func value(_ form: FormFields, _ example: JSON?) -> JSON {
        let text = (form["value"] ?? "").replacing("\r\n", with: "\n")
        switch example {
        case .bool: return .bool(text == "true")
        case .int: return Int64(text.filter { !$0.isWhitespace }).map { .int($0) } ?? .string(text)
        case .array:
            let given = form.all("value")
            if given.count > 1 { return .array(given.map { .string($0) }) }
            let parts = text.split { $0 == "\n" || $0 == "," }.map { $0.filter { !$0.isWhitespace } }
            return .array(parts.filter { !$0.isEmpty }.map { .string($0) })
        case .object: return moves(form)
        case .null, .double, .string, nil: return (try? JSON(parsing: Array(text.utf8))) ?? .string(text)
        }
    }

    /// A table of what may follow on what, from its boxes: `value.pending` holds each that may follow on pending.
    private static func moves(_ form: FormFields) -> JSON {
        let rows = form.pairs.filter { $0.name == "row" }.map(\.value)
        return .object(
            JSONObject(
                rows.map { row in
                    JSONObject.Member(row, .array(form.all("value.\(row)").map { .string($0) }))
                }))
    }

    /// The text of a value.
    static func text(_ value: JSON) -> String {
        switch value {
        case .null: ""
        case .string(let text): text
        case .int(let number): String(number)
        case .bool(let isTrue): isTrue ? "true" : "false"
        case .array(let items): items.compactMap(\.string).joined(separator: "\n")
        case .double, .object: String(decoding: value.bytes, as: UTF8.self)
        }
    }
}
