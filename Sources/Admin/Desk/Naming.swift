/// Names of the wire as words, for what no catalogue names.
enum Naming {
    /// `credit_notes` → `Credit notes`, `api_keys` → `API keys`
    static func words(_ name: String) -> String {
        let words = name.split(whereSeparator: { $0 == "_" || $0 == "." }).map { word in
            spelled[String(word)] ?? String(word)
        }
        let text = words.joined(separator: " ")
        return text.prefix(1).uppercased() + text.dropFirst()
    }

    /// `customer_tags.renamed.v1` → `Customer tags renamed`
    static func event(_ name: String) -> String {
        let parts = name.split(separator: ".")
        return words(
            parts.filter { !($0.first == "v" && $0.dropFirst().allSatisfy(\.isNumber)) }.joined(separator: "_"))
    }

    private static let spelled = ["api": "API", "id": "ID", "sku": "SKU", "ip": "IP", "q": "search for", "url": "URL"]
}
