import Kernel
import Platform
import Store

/// Saves a view of a list.
struct CreateSavedView: Action {
    static let name: ActionName = "saved_views.create"
    static let permission = Permission.savedViewsWrite
    static let summary = "Saves a list with its filters, columns and order under a name, for yourself or the team."
    static let route = ActionRoute.create

    /// The list: `orders`.
    var collection: String
    var name: String
    /// The query string of the list's address.
    var query: String
    /// Whether the team sees it; takes the right to share views.
    var isShared: Bool?

    func perform(in tx: Transaction) throws -> SavedView {
        try tx.registry.requireList(collection)
        if isShared ?? false { try tx.caller.require(.savedViewsShare) }
        let (name, query) = try SavedView.checked(name: name, query: query)
        let owner = tx.caller.principal
        let count: Int? = try tx.scalar(
            """
            SELECT count(*) FROM saved_view
            WHERE tenant = \(tx.tenant) AND owner = \(owner) AND collection = \(collection)
            """)
        if (count ?? 0) >= WorkspacePolicy.viewLimit { throw Problem.tooManyViews }
        let view = SavedView(
            id: tx.newID(), collection: collection, name: name ?? self.name, query: query ?? self.query,
            isShared: isShared ?? false, owner: owner, at: tx.now)
        try tx.writing(view) { try tx.insert(view) }
        return view
    }
}

/// Changes a view.
struct UpdateSavedView: Action {
    static let name: ActionName = "saved_views.update"
    static let permission = Permission.savedViewsWrite
    static let summary = "Renames a saved view, gives it another query, or shares it with the team."
    static let route = ActionRoute.update

    var savedView: ID<SavedView>
    var name: String?
    /// The query string of the list's address.
    var query: String?
    /// Whether the team sees it; takes the right to share views.
    var isShared: Bool?

    func perform(in tx: Transaction) throws -> SavedView {
        var view = try SavedView.visible(savedView, in: tx)
        if view.isShared || isShared ?? false { try tx.caller.require(.savedViewsShare) }
        let (name, query) = try SavedView.checked(name: name, query: query)
        view.name = name ?? view.name
        view.query = query ?? view.query
        view.isShared = isShared ?? view.isShared
        view.updatedAt = tx.now
        var changed = view
        try tx.writing(view) { try tx.save(&changed) }
        return changed
    }
}

/// Deletes a view.
struct DeleteSavedView: Action {
    static let name: ActionName = "saved_views.delete"
    static let permission = Permission.savedViewsWrite
    static let summary = "Deletes a saved view; what it shows stays."

    var savedView: ID<SavedView>

    func perform(in tx: Transaction) throws -> Done {
        let view = try SavedView.visible(savedView, in: tx)
        if view.isShared { try tx.caller.require(.savedViewsShare) }
        try tx.delete(view)
        return Done()
    }
}

/// One's own views and the team's.
struct ListSavedViews: ListQuery {
    static let name: QueryName = "saved_views.list"
    static let permission = Permission.savedViewsRead
    static let summary = "Your saved views and those of the team, by list and name."

    /// Only views of this list: `orders`.
    var collection: String?
    var limit: Int?
    var after: String?

    func fetch(in db: Reader) throws -> Page<SavedView> {
        var filters: [SQL] = ["tenant = \(db.tenant)", "(owner = \(db.caller.principal) OR is_shared = 1)"]
        if let collection { filters.append("collection = \(collection)") }
        return try db.page(
            SavedView.table.columns, from: SavedView.table.sql, where: filters,
            order: .ascending("collection", "name", "id"), limit: limit, after: after
        ) { row in try SavedView(row: &row) }
    }
}
