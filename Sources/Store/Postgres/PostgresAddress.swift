import Kernel

/// Where a PostgreSQL database is: a libpq URL, of which `?schema=` is ours.
struct PostgresAddress: Sendable {
    /// The URL for libpq. It may hold a password, so it is never part of a message.
    let url: String
    let schema: String?

    init(_ text: String) throws {
        guard let question = text.firstIndex(of: "?") else {
            self.url = text
            schema = nil
            return
        }
        let pairs = text[text.index(after: question)...].split(separator: "&").map(String.init)
        let own = pairs.first { (pair: String) -> Bool in pair.hasPrefix("schema=") }
        let rest = pairs.filter { (pair: String) -> Bool in !pair.hasPrefix("schema=") }
        url = text[..<question] + (rest.isEmpty ? "" : "?" + rest.joined(separator: "&"))
        schema = own.map { (pair: String) -> String in String(pair.dropFirst(7)) }
        if let schema { try Self.check(schema) }
    }

    private static func check(_ schema: String) throws {
        let isName =
            !schema.isEmpty && schema.utf8.count <= 63
            && schema.utf8.allSatisfy { (byte: UInt8) -> Bool in
                (0x61...0x7A).contains(byte) || (0x30...0x39).contains(byte) || byte == 0x5F
            }
        guard isName else {
            throw Problem(
                .invalid, "store.bad_url", "The schema in the database URL is not a plain name.", field: "schema",
                remedy: "Use lower-case letters, digits and underscores.")
        }
    }
}
