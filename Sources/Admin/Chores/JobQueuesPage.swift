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
        """
        <header class="page-head"><h1>\(desk.say("page.job_queues"))</h1><p class="sub">\(desk.say("queues.about"))</p></header>
        <div class="stack">\(queues.html { queue in card(queue, desk) })</div>
        """
    }

    private func card(_ queue: JSON, _ desk: Desk) -> HTML {
        let name = queue["queue"]?.string ?? ""
        let dead = queue["dead"]?.int ?? 0
        let list = RecordAddress.list("job_runs")
        func figure(_ key: String, _ text: String, _ filter: String?) -> HTML {
            let shown: HTML =
                filter.map { state in "<a href=\"\(list)?state=\(state)&amp;queue=\(name)\">\(text)</a>" } ?? "\(text)"
            return "<dt>\(desk.say("queues.\(key)"))</dt><dd class=\"num\">\(shown)</dd>"
        }
        func count(_ key: String, _ filter: String?) -> HTML {
            figure(key, desk.format.number(Int(queue[key]?.int ?? 0)), filter)
        }
        let badge: HTML =
            dead > 0
            ? "<span class=\"badge bad push\">\(Icon.named("warning"))\(desk.say("queues.lookAt"))</span>"
            : "<span class=\"badge ok push\">\(Icon.named("check"))\(desk.say("queues.well"))</span>"
        return """
            <section class="card" aria-labelledby="queue-\(name)"><div class="card-head"><h2 id="queue-\(name)">\(ChoreWords.plain(name))</h2>\(badge)</div>
            <div class="card-body"><dl class="kv">\(count("waiting", "waiting"))\(count("later", nil))\(count("running", "running"))\(count("dead", "dead"))\(figure("oldest", span(queue["oldest_waiting_ms"], desk), nil))\(count("attempts", nil))\(count("failures", nil))\(figure("median", span(queue["waited_ms_median"], desk), nil))\(figure("p95", span(queue["waited_ms_p95"], desk), nil))</dl></div></section>
            """
    }

    /// A length of time in words.
    private func span(_ milliseconds: JSON?, _ desk: Desk) -> String {
        guard let count = milliseconds?.int else { return "–" }
        if count < 10_000 { return desk.say("queues.ms", ["count": Int(count)]) }
        return desk.say("queues.seconds", ["count": Int(count / 1_000)])
    }
}
