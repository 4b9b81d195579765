import Kernel
import Web

/// Rows under columns: the one table of lists and cards. On a phone rows become cards of at most four cells.
struct TableView {
    let desk: Desk
    let columns: [Column]
    /// What the table is called by screen readers.
    let label: String
    /// The collection its rows are of, for the words of its headings.
    var collection = ""
    /// The address of the record a row is about.
    var address: (JSON) -> String? = { _ in nil }
    /// The id that a row's checkbox sends, when rows can be chosen.
    var selection: ((JSON) -> String?)?
    /// The heading of a column that orders the list.
    var heading: (Column) -> HTML? = { _ in nil }
    var isSticky = false

    /// The table.
    func html(_ rows: [JSON]) -> HTML {
        let head: HTML = columns.html { column in self.head(column) }
        let body: HTML = rows.html { row in self.row(row) }
        let all: HTML? = selection.map { _ in
            "<th class=\"sel\"><input type=\"checkbox\" data-select-page aria-label=\"\(desk.say("list.selectPage"))\"></th>"
        }
        return """
            <table class="table cards \(isSticky ? "sticky-head" : "")" aria-label="\(label)" \(flag: "data-rows", isSticky)>
            <thead><tr>\(all)\(head)</tr></thead><tbody>\(body)</tbody></table>
            """
    }

    private func head(_ column: Column) -> HTML {
        if let heading = heading(column) { return heading }
        return
            "<th scope=\"col\" class=\"\(column.isNumeric ? "end" : "")\">\(desk.label(column.field, in: collection))</th>"
    }

    private func row(_ row: JSON) -> HTML {
        let values = ValueView(desk)
        let address = address(row)
        let cells: HTML = columns.enumerated().html { index, column in
            let shown = values.cell(column, in: row)
            let isTitle = index == 0
            let cell: HTML = isTitle ? title(shown, address) : shown
            // On a phone's card there is no room for what is not there.
            let isNothing = !isTitle && shown.text == Self.nothing
            let place: HTML? = isNothing ? nil : column.place.map { "data-c=\"\($0.rawValue)\"" }
            if isTitle { return "<th scope=\"row\" class=\"\(Self.tone(column))\" \(place)>\(cell)</th>" }
            return "<td class=\"\(Self.tone(column))\" \(place)>\(cell)</td>"
        }
        return "<tr>\(box(row))\(cells)</tr>"
    }

    /// What stands where there is no value.
    private static let nothing = ("<span class=\"faint\">–</span>" as HTML).text

    private func title(_ shown: HTML, _ address: String?) -> HTML {
        guard let address, !shown.text.contains("<a ") else { return shown }
        return "<a href=\"\(address)\">\(shown)</a>"
    }

    private func box(_ row: JSON) -> HTML? {
        guard let selection else { return nil }
        guard let id = selection(row) else { return "<td class=\"sel\"></td>" }
        let name = columns.first.flatMap { $0.value(in: row).string } ?? id
        return """
            <td class="sel"><input type="checkbox" name="id" value="\(id)" form="bulk" aria-label="\(desk.say("list.select", ["name": name]))"></td>
            """
    }

    /// How a cell holds its value: figures to the right, codes in one line.
    private static func tone(_ column: Column) -> String {
        switch column.kind {
        case .title: "strong"
        case .code: "id"
        case .money, .number, .percent: "end num"
        case .moment, .day: "nowrap muted"
        case .state, .yesNo: "nowrap"
        case .record, .person: "ref"
        case .text, .textWith, .action, .any: ""
        }
    }
}
