import Kernel
import Web

/// What somebody has said about a file, as the address of its page holds it: columns as `m=3=price:comma`, options by
/// their names.
struct ImportSaid {
    /// The options, as the address and the form call them.
    static let options = [
        "decimals", "dates", "encoding", "delimiter", "header", "return_prefix", "adjustment_prefix", "articles",
        "channel", "tag",
    ]

    /// Columns as `COLUMN=FIELD[:FORMAT]`.
    let mapping: [String]
    private let said: [(name: String, value: String)]

    /// What an address says.
    init(_ form: FormFields) {
        mapping = form.all("m").filter { !$0.isEmpty }
        said = form.pairs.filter { pair in Self.options.contains(pair.name) && !pair.value.isEmpty }
    }

    /// What the form of the mapping page says: a column counts as named where the choice differs from the guess, which
    /// the form brings along.
    init(columns form: FormFields) {
        var mapping: [String] = []
        for pair in form.pairs where pair.name.hasPrefix("c.") {
            let number = String(pair.name.dropFirst(2))
            let field = pair.value.isEmpty ? "-" : pair.value
            let format = form["f.\(number)"] ?? ""
            let chosen = field == "-" || format.isEmpty ? field : "\(field):\(format)"
            if chosen != form["g.\(number)"] { mapping.append("\(number)=\(chosen)") }
        }
        self.mapping = mapping
        said = form.pairs.filter { pair in Self.options.contains(pair.name) && !pair.value.isEmpty }
    }

    /// What a task or an import was begun with.
    init(mapping: JSON, options: JSON) {
        self.mapping = (mapping.array ?? []).compactMap(\.string)
        said = (options.object?.members ?? []).compactMap { member in
            let text = member.value.string ?? member.value.bool.map { $0 ? "true" : "false" }
            return text.map { (member.key, $0) }
        }
    }

    /// What is said about an option; nil when nothing is.
    subscript(name: String) -> String? { said.first { $0.name == name }?.value }

    /// The options as an action takes them.
    var input: JSON {
        .object(JSONObject(said.map { pair in .init(pair.name, Self.json(pair)) }))
    }

    /// The filters of the survey, which takes the options about how the file is written.
    func survey(_ upload: String) -> JSON {
        let known: Set<String> = ["decimals", "dates", "encoding", "delimiter", "header"]
        var members = JSONObject([.init("upload", .string(upload))])
        if !mapping.isEmpty { members["mapping"] = .array(mapping.map { .string($0) }) }
        for pair in said where known.contains(pair.name) { members[pair.name] = Self.json(pair) }
        return .object(members)
    }

    /// The input of `imports.try` and `imports.begin`.
    func task(_ upload: String) -> JSON {
        ["upload": .string(upload), "mapping": .array(mapping.map { .string($0) }), "options": input]
    }

    /// The address of the file's page with all of this.
    func address(_ upload: String) -> String {
        PageAddress.text(ImportAddress.file(upload), mapping.map { ("m", $0) } + said)
    }

    private static func json(_ pair: (name: String, value: String)) -> JSON {
        pair.name == "header" ? .bool(pair.value == "true") : .string(pair.value)
    }
}

/// Where the pages of imports are; the imports themselves are a collection like any other.
enum ImportAddress {
    static let new = "/admin/import"
    static func file(_ upload: String) -> String { "/admin/import/files/\(upload)" }
    static func trial(_ trial: String) -> String { "/admin/import/trials/\(trial)" }
    static func liveTrial(_ trial: String) -> String { "/admin/import/trials/\(trial)/live" }
    static func live(_ run: String) -> String { "/admin/import/runs/\(run)/live" }
    static func run(_ run: String) -> String { RecordAddress.record("imports", run) }
    static func rejects(run: String) -> String { "/v1/imports/\(run)/rejects.csv" }
    static func rejects(trial: String) -> String { "/v1/imports/trial/\(trial)/rejects.csv" }
}
