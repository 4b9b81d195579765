import API
import Kernel
import Platform
import Web

/// Everything a list's address says: filters, order, columns, density, view and place. The address is the whole state, so
/// that it can be shared and the way back works.
struct ListState {
    /// Names that belong to the page and not to the query.
    static let own: Set<String> = ["view", "columns", "density", "done"]
    /// Names that belong to the query and are no filter.
    static let paging: Set<String> = ["limit", "after", "sort"]

    let room: Room
    let entry: QueryEntry
    let address: PageAddress

    init(_ room: Room, _ entry: QueryEntry, _ address: PageAddress) {
        self.room = room
        self.entry = entry
        self.address = address
    }

    private var given: [(name: String, value: String)] {
        let pairs = address.form.pairs.filter { pair in
            !pair.value.isEmpty && !Self.own.contains(pair.name) && !pair.name.hasPrefix("done.")
        }
        guard let sort = room.sort, address.form["sort"] == nil, entry.name.view == "list" else { return pairs }
        return pairs + [(name: "sort", value: sort)]
    }

    /// What the query is asked, as the address says it.
    var asked: FormFields { FormFields(given) }

    /// The filters in force, without search words.
    var filters: [(name: String, value: String)] {
        given.filter { !Self.paging.contains($0.name) && $0.name != "q" }
    }

    /// What the view is: filters, words and order, without the place in it.
    var viewQuery: String { PageAddress.query(given.filter { $0.name != "after" && $0.name != "limit" }) }

    /// Whether something narrows the list.
    var isFiltered: Bool { !filters.isEmpty || address.form["q"].map { !$0.isEmpty } ?? false }

    /// The name of the view that the address says it is.
    var view: String? { address.form["view"] }

    /// The filters of the query, as JSON that it decodes from.
    func json(with more: [(name: String, value: String)] = []) throws -> JSON {
        let replaced = Set(more.map(\.name))
        let pairs = given.filter { !replaced.contains($0.name) } + more
        return try QueryFilters.json(FormFields(pairs), fields: entry.fields)
    }

    /// The columns shown: those of the address, else those this person chose, else the room's.
    func columns(_ desk: Desk) -> [Column] {
        let chosen =
            address.form["columns"].map { $0.split(separator: ",").map(String.init) }
            ?? desk.taste.columns[room.collection]
        guard let chosen, !chosen.isEmpty else { return room.columns.filter(\.isShown) }
        let wanted = room.columns.enumerated().filter { index, column in index == 0 || chosen.contains(column.field) }
        return wanted.map(\.element)
    }

    /// `normal` or `compact`.
    func density(_ desk: Desk) -> String { address.form["density"] ?? desk.taste.density }

    /// The list's fields that can be filtered by.
    var filterFields: [Schema.Field] {
        entry.fields.filter { !Self.paging.contains($0.name) && $0.name != "q" }
    }
}
