import API
import HTTPTypes
import Hummingbird
import Kernel
import Platform
import Web

/// How the queues are doing: what waits and runs in each, and how the last hour went.
struct JobQueuesPage: Sendable {
    static let path = "/admin/job-queues"
    let pages: AdminPages

    init(_ pages: AdminPages) { self.pages = pages }

    func add(to router: Router<WebContext>) {
        router.get("/admin/job-queues") { request, context in
            try await pages.page(request, context) { desk in
                let entry = try pages.installation.registry.query("job_runs.queues")
                try desk.caller.require(entry.permission)
                let answer = try await pages.answer("job_runs.queues", [:], at: desk)
                let frame = Frame(desk: desk, title: desk.say("page.job_queues"), place: Self.path)
                return Response(page: frame.page(html(answer.array ?? [], desk)))
            }
        }
    }

    private func html(_ queues: [JSON], _ desk: Desk) -> HTML {
        let columns: [Column] = [
            .drawn("queue", .title, place: .title) { desk, queue in
                "<a href=\"\(Self.jobs(queue, nil))\">\(ChoreWords.plain(queue["queue"]?.string ?? ""))</a>"
            },
            .drawn("state", .state, place: .state, by: Self.verdict),
            figure("waiting", leadsTo: "waiting"), figure("later"),
            figure("running", leadsTo: "running"), figure("dead", leadsTo: "dead"),
            span("oldest_waiting_ms"), figure("attempts"), figure("failures"), span("waited_ms_median"),
            span("waited_ms_p95"),
        ]
        let title = desk.say("page.job_queues")
        let table = TableView(desk: desk, columns: columns, label: title, collection: "job_queues").html(queues)
        return """
            <header class="page-head"><h1>\(title)</h1><p class="sub">\(desk.say("queues.about"))</p></header>
            <section class="card"><div class="table-wrap">\(table)</div></section><p class="meta">\(desk.say("queues.lastHour"))</p>
            """
    }

    /// The jobs of a queue.
    private static func jobs(_ queue: JSON, _ state: String?) -> String {
        var filters = [(name: "queue", value: queue["queue"]?.string ?? "")]
        if let state { filters.append(("state", state)) }
        return PageAddress.text(RecordAddress.list("job_runs"), filters)
    }

    private static func verdict(_ desk: Desk, _ queue: JSON) -> HTML {
        (queue["dead"]?.int ?? 0) > 0
            ? "<span class=\"badge bad\">\(Icon.named("warning"))\(desk.say("queues.lookAt"))</span>"
            : "<span class=\"badge ok\">\(Icon.named("check"))\(desk.say("queues.well"))</span>"
    }

    /// A number; leads to the jobs it counts.
    private func figure(_ field: String, leadsTo state: String? = nil) -> Column {
        .drawn(field, .number) { desk, queue in
            let count = Int(queue[field]?.int ?? 0)
            let shown = desk.format.number(count)
            guard let state, count > 0 else { return "\(shown)" }
            return "<a href=\"\(Self.jobs(queue, state))\">\(shown)</a>"
        }
    }

    private func span(_ field: String) -> Column {
        .drawn(field, .number) { desk, queue in "\(span(queue[field], desk))" }
    }

    /// A length of time in words.
    private func span(_ milliseconds: JSON?, _ desk: Desk) -> String {
        guard let count = milliseconds?.int else { return "–" }
        if count < 10_000 { return desk.say("queues.ms", ["count": Int(count)]) }
        if count < 120_000 { return desk.say("queues.seconds", ["count": Int(count / 1_000)]) }
        return desk.format.age(.seconds(count / 1_000))
    }
}
