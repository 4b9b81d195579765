import Kernel
import Web

/// The scripts' own words in the page's language. English is what they say by themselves.
struct ScriptWords {
    private let desk: Desk

    init(_ desk: Desk) { self.desk = desk }

    private static let keys = [
        "ended", "failed", "here", "recent", "nothing", "found", "selected", "elsewhere", "selected-all", "restored",
        "discard", "removed", "copied", "not-copied", "close", "key-palette", "key-send", "key-clear", "key-filter",
        "key-undo", "key-previous", "key-next", "key-keys", "key-down", "key-up", "key-open", "key-select", "key-range",
        "key-peek",
    ]

    /// The attribute of the body; nothing in English.
    var attribute: HTML? {
        if desk.words.language.language == "en" { return nil }
        let members = Self.keys.compactMap { key -> JSONObject.Member? in
            desk.words.optional("script.\(key)").map { JSONObject.Member(key, .string($0)) }
        }
        if members.isEmpty { return nil }
        let json = String(decoding: JSON.object(JSONObject(members)).bytes, as: UTF8.self)
        return "data-words=\"\(json)\""
    }
}
