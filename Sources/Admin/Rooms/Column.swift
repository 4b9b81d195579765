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
        case title = 1, amount, second, state, note, badge
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
    /// Shows the value in its row, where no kind does.
    var draw: (@Sendable (Desk, JSON) -> HTML)?

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

    /// A value shown by hand; its kind says how the column stands.
    static func drawn(
        _ field: String, _ kind: Kind = .any, place: Place? = nil, by draw: @escaping @Sendable (Desk, JSON) -> HTML
    ) -> Column {
        var column = Column(field, kind, place: place)
        column.draw = draw
        return column
    }

    /// A flag as a state: the word for when it is set, and the word for when it is not, if there is one to say.
    static func flag(_ field: String, on: String, off: String? = nil, place: Place? = nil) -> Column {
        drawn(field, .state, place: place) { desk, row in
            let value = value(at: field, in: row)
            let isOn = value.bool ?? !value.isNull
            return (isOn ? on : off).map { ValueView(desk).badge($0, field: field) } ?? ""
        }
    }

    /// A record by its id, called by what another member says.
    static func record(_ field: String, called name: String, place: Place? = nil) -> Column {
        drawn(field, .record, place: place) { desk, row in
            let words = value(at: name, in: row).string
            let target = value(at: field, in: row)
            return ValueView(desk).reference(target["id"] ?? target, words: words)
        }
    }

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
