import Kernel
import Platform
import Web

/// One column of a list, or one fact of a record: which member, shown how.
struct Column: Sendable {
    /// How a value is shown.
    enum Kind: Sendable, Hashable {
        /// What names the record; leads to it.
        case title
        /// A title in fixed-width figures: numbers and codes.
        case code
        case text
        /// Text with a second, fainter member behind it.
        case textWith(String)
        case moment, day, money, number, state, yesNo, record, person, percent, action
        /// By the value itself.
        case any
    }

    /// Where it goes on a phone's card.
    enum Place: Int, Sendable {
        case title = 1, amount, second, state
    }

    /// The member, with dots into objects: `customer.name`.
    let field: String
    let kind: Kind
    var place: Place?
    /// Whether the list shows it before anybody chooses columns.
    var isShown = true
    /// The value of `sort` that orders the list by it, from the smallest and from the largest.
    var ascending: String?
    var descending: String?

    init(_ field: String, _ kind: Kind, place: Place? = nil) {
        self.field = field
        self.kind = kind
        self.place = place
    }

    static func title(_ field: String) -> Column { Column(field, .title, place: .title) }
    static func code(_ field: String) -> Column { Column(field, .code, place: .title) }
    static func text(_ field: String, with second: String? = nil, place: Place? = nil) -> Column {
        Column(field, second.map { .textWith($0) } ?? .text, place: place)
    }
    static func moment(_ field: String, place: Place? = nil) -> Column { Column(field, .moment, place: place) }
    static func day(_ field: String, place: Place? = nil) -> Column { Column(field, .day, place: place) }
    static func money(_ field: String, place: Place? = nil) -> Column { Column(field, .money, place: place) }
    static func number(_ field: String, place: Place? = nil) -> Column { Column(field, .number, place: place) }
    static func state(_ field: String, place: Place? = nil) -> Column { Column(field, .state, place: place) }
    static func yesNo(_ field: String) -> Column { Column(field, .yesNo) }
    static func record(_ field: String, place: Place? = nil) -> Column { Column(field, .record, place: place) }
    static func person(_ field: String, place: Place? = nil) -> Column { Column(field, .person, place: place) }
    static func action(_ field: String, place: Place? = nil) -> Column { Column(field, .action, place: place) }
    static func any(_ field: String) -> Column { Column(field, .any) }

    /// The same column, shown only to those who choose it.
    var hidden: Column {
        var copy = self
        copy.isShown = false
        return copy
    }

    /// The same column, whose heading orders the list.
    func sorted(ascending: String?, descending: String?) -> Column {
        var copy = self
        copy.ascending = ascending
        copy.descending = descending
        return copy
    }

    /// Its value in a row.
    func value(in row: JSON) -> JSON { Self.value(at: field, in: row) }

    /// A member, with dots into objects; null when it is not there.
    static func value(at field: String, in row: JSON) -> JSON {
        if !field.utf8.contains(UInt8(ascii: ".")) { return row[field] ?? .null }
        var value = row
        for part in field.split(separator: ".") {
            guard let next = value[String(part)] else { return .null }
            value = next
        }
        return value
    }

    /// Whether its figures stand on the right.
    var isNumeric: Bool {
        switch kind {
        case .money, .number, .percent: true
        case .title, .code, .text, .textWith, .moment, .day, .state, .yesNo, .record, .person, .action, .any: false
        }
    }
}
