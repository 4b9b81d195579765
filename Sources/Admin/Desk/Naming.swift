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

    private static let spelled = ["api": "API", "id": "ID", "sku": "SKU", "ip": "IP", "q": "search for", "url": "URL"]
}
