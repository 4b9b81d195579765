import Kernel
import Platform

/// A module of the tests' own: it tells what of a request arrives inside, and breaks when asked to.
enum ProbeModule {
    static let module = Module(
        name: "probe", summary: "Looks from inside.", actions: [Remember.self], queries: [Seen.self, Broken.self])
}

/// What a query sees of the request.
struct Seen: Query {
    static let name: QueryName = "probe.seen"
    static let permission: Permission = "probe.read"
    static let summary = "What of the request arrives inside."
    func fetch(in db: Reader) throws -> RequestContext { db.request }
}

/// Fails in a way nobody planned.
struct Broken: Query {
    static let name: QueryName = "probe.broken"
    static let permission: Permission = "probe.read"
    static let summary = "Fails unexpectedly."
    func fetch(in db: Reader) throws -> RequestContext {
        let text: String? = try db.scalar("SELECT secret_column FROM no_such_table WHERE tenant = \(db.tenant)")
        return RequestContext(requestID: text ?? "")
    }
}

/// Takes fields of many kinds and answers what it saw.
struct Remember: Action {
    static let name: ActionName = "probe.remember"
    static let permission: Permission = "probe.write"
    static let summary = "Takes fields of many kinds."

    var text: String
    var count: Int
    var price: Money
    var isOn: Bool?
    var tags: [String]?

    func perform(in tx: Transaction) throws -> RequestContext { tx.request }
}
