import Kernel
import Platform
import Web

/// The way around, made from the registry: a section for each module with lists the caller may read.
enum Navigation {
    struct Section {
        let label: String
        let icon: String
        let links: [Link]
    }

    struct Link {
        let label: String
        let path: String
    }

    /// A section for each module with something to look at: lists, and views that need no filter.
    static func sections(of registry: Registry, for caller: Caller) -> [Section] {
        registry.modules.compactMap { module in
            let shown = registry.queries.filter { query in
                query.module == module.name && query.name.view != "get" && caller.may(query.permission)
                    && query.route.parameter == nil
            }
            if shown.isEmpty { return nil }
            let links = shown.map { query in
                Link(
                    label: title(query.name),
                    path: query.name.view == "list"
                        ? RecordAddress.list(query.name.collection) : RecordAddress.view(query.name))
            }
            return Section(label: words(module.name), icon: icons[module.name] ?? "ledger", links: links)
        }
    }

    /// `orders.list` → `Orders`, `stock_levels.overview` → `Stock levels: overview`
    static func title(_ query: QueryName) -> String {
        let collection = words(query.collection)
        if ["list", "get", "all", "current"].contains(query.view) { return collection }
        return "\(collection): \(words(query.view).lowercased())"
    }

    /// Whether records of a collection have a page of their own.
    static func hasRecordPage(_ collection: String, _ registry: Registry) -> Bool {
        (try? registry.query("\(collection).get"))?.route.parameter != nil
    }

    /// `credit_notes` → `Credit notes`, `api_keys` → `API keys`
    static func words(_ name: String) -> String {
        let words = name.split(separator: "_").map { word in spelled[String(word)] ?? String(word) }
        let text = words.joined(separator: " ")
        return text.prefix(1).uppercased() + text.dropFirst()
    }

    private static let spelled = ["api": "API", "id": "ID", "sku": "SKU", "ip": "IP", "q": "search for", "url": "URL"]

    private static let icons = [
        "orders": "orders", "catalog": "tag", "inventory": "shelf", "customers": "users", "analytics": "chart",
        "identity": "lock", "platform": "ledger", "importing": "upload",
    ]
}

/// Where records live in the admin.
enum RecordAddress {
    static func list(_ collection: String) -> String { "/admin/\(hyphenated(collection))" }
    static func record(_ collection: String, _ id: String) -> String { "/admin/\(hyphenated(collection))/\(id)" }
    static func view(_ query: QueryName) -> String { "/admin/views/\(query)" }
    static func action(_ name: String) -> String { "/admin/actions/\(name)" }
    static func hyphenated(_ name: String) -> String { String(name.map { $0 == "_" ? "-" : $0 }) }
    static func underscored(_ name: String) -> String { String(name.map { $0 == "-" ? "_" : $0 }) }
}
