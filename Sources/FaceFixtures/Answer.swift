import HTTPTypes
import HummingbirdTesting
import Kernel

/// What a face answered.
public struct Answer: Sendable {
    /// The HTTP status.
    public let status: Int
    /// The headers.
    public let headers: HTTPFields
    /// The body.
    public let bytes: [UInt8]

    init(_ response: TestResponse) {
        status = response.status.code
        headers = response.headers
        bytes = Array(response.body.readableBytesView)
    }

    /// The body as text.
    public var text: String { String(decoding: bytes, as: UTF8.self) }
    /// The body as JSON; null when it is none.
    public var json: JSON { (try? JSON(parsing: bytes)) ?? .null }
    /// The problem's code.
    public var code: String? { json["code"]?.string }
    /// The codes of the wrong fields, by field.
    public var errors: [String: String] {
        let pairs = (json["errors"]?.array ?? []).compactMap { error -> (String, String)? in
            guard let field = error["field"]?.string, let code = error["code"]?.string else { return nil }
            return (field, code)
        }
        return Dictionary(pairs, uniquingKeysWith: { first, _ in first })
    }

    /// A header by its name.
    public func header(_ name: String) -> String? { HTTPField.Name(name).flatMap { headers[$0] } }

    /// The value and the attributes of the cookie that is set.
    public var cookie: (value: String, attributes: [String])? {
        guard let header = headers[.setCookie] else { return nil }
        let parts = header.split(separator: ";").map { part in String(part.drop { $0 == " " }) }
        guard let first = parts.first, let mark = first.firstIndex(of: "=") else { return nil }
        return (String(first[first.index(after: mark)...]), Array(parts.dropFirst()))
    }
}
