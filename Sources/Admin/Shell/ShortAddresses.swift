import API
import Hummingbird

/// Addresses people type from memory: each workspace by its bare name leads to its page.
enum ShortAddresses {
    private static let pages = [
        "orders": "/admin/orders", "customers": "/admin/customers", "products": "/admin/products",
        "stock": "/admin/stock-levels",
        "locations": "/admin/locations", "team": "/admin/team", "audit-log": "/admin/audit-entries",
        "analytics": "/admin/analytics", "developers": "/admin/api-keys", "jobs": "/admin/bulk-runs",
        "imports": "/admin/imports", "settings": "/admin/settings",
    ]

    static func add(to router: Router<WebContext>) {
        for (name, path) in pages {
            router.get(RouterPath("/\(name)")) { _, _ in Response(seeOther: path) }
        }
    }
}
