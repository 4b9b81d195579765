import Kernel
import Platform
import Web

/// Work that waits for somebody: a list with a filter, and how many rows it has.
struct WorkQueue: Sendable {
    /// Its words are `queue.<key>` and `queue.<key>.help`.
    let key: String
    let collection: String
    /// The filter, as in the list's address.
    let query: String
    let icon: String
    /// The page where its rows are worked off, where that is not the list.
    var page: String?

    /// Every queue there is, the most pressing first.
    static let all: [WorkQueue] = [
        WorkQueue(
            key: "approvals", collection: "approvals", query: "status=pending&mine=false", icon: "stamp",
            page: InboxShelf.approvals.address),
        WorkQueue(
            key: "exceptions", collection: "exceptions", query: "status=open", icon: "exception",
            page: InboxShelf.exceptions.address),
        WorkQueue(
            key: "mentions", collection: "mentions", query: "is_read=false", icon: "mail", page: "/admin/inbox"),
        WorkQueue(key: "to_ship", collection: "orders", query: "status=paid", icon: "truck"),
        WorkQueue(key: "unpaid", collection: "orders", query: "status=pending", icon: "clock"),
        WorkQueue(key: "out", collection: "stock_levels", query: "state=out", icon: "exception"),
        WorkQueue(key: "low", collection: "stock_levels", query: "state=low", icon: "shelf"),
        WorkQueue(key: "imports", collection: "imports", query: "state=failed%2Cinterrupted", icon: "upload"),
        WorkQueue(key: "invited", collection: "team", query: "status=invited", icon: "users"),
    ]

    /// Where its rows are.
    var address: String { page ?? "\(RecordAddress.list(collection))?\(query)" }
}

/// A queue with its number.
struct CountedQueue: Sendable {
    let queue: WorkQueue
    let count: Int
    let isCapped: Bool
}

/// What needs somebody, queue by queue; queues with nothing in them say so in one line.
struct WorkQueuesView {
    let desk: Desk
    let queues: [CountedQueue]

    /// How many things wait.
    var total: Int { queues.reduce(0) { $0 + $1.count } }

    /// The card.
    var html: HTML {
        let busy = queues.filter { $0.count > 0 }
        let items: HTML = busy.html { counted in
            let queue = counted.queue
            let number = desk.format.number(counted.count) + (counted.isCapped ? "+" : "")
            return """
                <li><a href="\(queue.address)">\(Icon.named(queue.icon))<span>\(desk.say("queue.\(queue.key)")) <small class="faint">· \(desk.say("queue.\(queue.key).help"))</small></span>
                <span class="n">\(number)</span>\(Icon.named("chevron-right", class: "icon icon-s"))</a></li>
                """
        }
        let idle = queues.filter { $0.count == 0 }.map { desk.say("queue.\($0.queue.key)") }
        let rest: HTML? =
            idle.isEmpty
            ? nil
            : "<p class=\"card-foot\">\(Icon.named("check", class: "icon icon-s"))\(desk.say("home.nothingIn", ["names": idle.joined(separator: ", ")]))</p>"
        let body: HTML =
            busy.isEmpty
            ? "<div class=\"empty\">\(Icon.named("check"))<h3>\(desk.say("home.allDone"))</h3></div>"
            : "<ul class=\"work\" role=\"list\">\(items)</ul>"
        return """
            <section class="card" aria-labelledby="work"><div class="card-head"><h2 id="work">\(desk.say("home.work"))</h2></div>\(body)\(rest)</section>
            """
    }
}
