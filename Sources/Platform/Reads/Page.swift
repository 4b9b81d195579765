import Kernel
import Store

/// One page of a list: `next` is the cursor for the page after it, absent on the last; `previous` the one for the page
/// before it, absent on the first.
public struct Page<Item: Codable & Sendable>: Codable, Sendable {
    /// The rows.
    public var data: [Item]
    /// Whether rows follow.
    public var hasMore: Bool
    /// The cursor to ask for them.
    public var next: String?
    /// The cursor to ask for the rows before these.
    public var previous: String?
    /// The cursor of each row, where they were asked for: what follows a row is the page after its cursor.
    public var cursors: [String]?

    /// A page.
    public init(
        data: [Item], hasMore: Bool = false, next: String? = nil, previous: String? = nil, cursors: [String]? = nil
    ) {
        self.data = data
        self.hasMore = hasMore
        self.next = next
        self.previous = previous
        self.cursors = cursors
    }

    /// The same page with other rows in the place of these, one for each.
    public func with<Other: Codable & Sendable>(_ rows: [Other]) -> Page<Other> {
        Page<Other>(data: rows, hasMore: hasMore, next: next, previous: previous, cursors: cursors)
    }
}

/// The opaque text form of a place in a keyset order and of the direction to go from there: base64url of typed values.
public enum Cursor {
    /// A place in a list, and whether what lies before it is asked for.
    struct Place {
        let values: [DBValue]
        let isBackward: Bool
    }

    /// The cursor for what lies before a row, made of the row's cursor; nil when that is none.
    public static func before(_ cursor: String) -> String? {
        decode(cursor).map { place in encode(place.values, isBackward: true) }
    }

    static func encode(_ values: [DBValue], isBackward: Bool = false) -> String {
        let items = values.map { value -> JSON in
            switch value {
            case .null: .null
            case .int(let number): .int(number)
            case .text(let text), .json(let text): .string(text)
            case .id(let id): .array([.string(id.uuidString)])
            case .double(let number): .double(number)
            case .blob(let bytes): .array([.string(Base64URL.encode(bytes)), .int(0)])
            }
        }
        // A place to go on from is the list of its values alone.
        let json: JSON = isBackward ? ["before": .array(items)] : .array(items)
        return Base64URL.encode(json.bytes)
    }

    static func decode(_ text: String) -> Place? {
        guard text.utf8.count < 2_000, let bytes = Base64URL.decode(text), let json = try? JSON(parsing: bytes) else {
            return nil
        }
        if case .array(let items) = json { return values(items).map { Place(values: $0, isBackward: false) } }
        guard case .array(let items) = json["before"] else { return nil }
        return values(items).map { Place(values: $0, isBackward: true) }
    }

    private static func values(_ items: [JSON]) -> [DBValue]? {
        var values: [DBValue] = []
        for item in items {
            switch item {
            case .int(let number): values.append(.int(number))
            case .double(let number): values.append(.double(number))
            case .string(let text): values.append(.text(text))
            case .array(let parts):
                guard parts.count == 1, case .string(let uuid) = parts[0], let id = RawID(uuidString: uuid) else {
                    return nil
                }
                values.append(.id(id))
            case .null: values.append(.null)
            case .object, .bool: return nil
            }
        }
        return values
    }
}
