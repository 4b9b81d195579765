import Kernel
import Web

/// What can be done with the rows of a list whose records have no page of their own.
extension Column {
    /// A way to the form of an action on the row, which leads back to the list. `when` says for which rows there is one.
    static func step(
        _ action: String, place: Place? = nil, when: @escaping @Sendable (Desk, JSON) -> Bool = { _, _ in true }
    ) -> Column {
        drawn("id", place: place) { desk, row in
            guard let entry = desk.action(action), let field = entry.route?.parameter, let id = row["id"]?.string,
                when(desk, row)
            else { return "" }
            let pairs = [(name: field, value: id), (name: "back", value: desk.address.path)]
            let address = PageAddress.text(RecordAddress.action(action), pairs)
            return "<a class=\"btn btn-s\" href=\"\(address)\">\(desk.actionLabel(entry))</a>"
        }
    }

    /// A value that leads to the same list, narrowed to it.
    static func narrowing(
        _ field: String, by filter: String, place: Place? = nil, words: @escaping @Sendable (Desk, String) -> String
    ) -> Column {
        drawn(field, .text, place: place) { desk, row in
            guard let value = value(at: field, in: row).string else { return "<span class=\"faint\">–</span>" }
            let address = desk.address.with([(filter, value), ("after", nil), ("done", nil)])
            return "<a class=\"quiet\" href=\"\(address)\">\(words(desk, value))</a>"
        }
    }
}
