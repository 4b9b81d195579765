import Kernel
import Platform
import Web

extension Room {
    /// Runs over many records: how far they are, what came of each, and the way back.
    static let bulkRuns: Room = {
        var room = Room("bulk_runs", in: .automate, icon: "job")
        room.rank = 20
        room.columns = [
            .action("action", place: .title), .moment("started_at", place: .amount),
            .person("asked_by", place: .second),
            .state("state", place: .state), .number("total"), .number("done"), .number("unchanged"), .number("refused"),
            .number("held"),
        ]
        room.steps = [
            Step("bulk_runs.cancel", icon: "pause", danger: true) { $0["state"] == "running" },
            Step("bulk_runs.undo", icon: "undo") { $0["can_undo"]?.bool ?? false },
        ]
        room.record = RecordDesign(
            states: ["state"], title: { page in page.record["action"]?.string.map(page.desk.actionWord) },
            context: BulkRunView.context,
            main: [
                .view("progress") { BulkRunView.progress($0.desk, $0.id, $0.record) },
                .related(
                    "results", "bulk_runs.items", by: "bulk_run",
                    [
                        .record("record", place: .title), .state("state", place: .state),
                        .text("refusal.title", place: .second), .text("refusal.detail"),
                    ],
                    limit: 100),
            ],
            aside: [
                .facts(
                    "about", .action("action"), .any("input"), .text("reason"), .record("undoes"), .record("undone_by"))
            ],
            hasTimeline: false)
        return room
    }()
}

/// How far a run is.
enum BulkRunView {
    static func context(_ page: RecordPageContext) -> HTML? {
        let values = ValueView(page.desk)
        let who = page.desk.personName(page.record["asked_by"]?.string ?? "")
        return "\(values.moment(page.record["started_at"] ?? .null)) · \(who)"
    }

    /// The progress, followed while the run goes on.
    static func progress(_ desk: Desk, _ id: String, _ run: JSON) -> HTML {
        let isOpen = run["state"] == "running"
        let address = "/admin/live/bulk-run?run=\(id)"
        let inner = fragment(desk, id, run)
        if !isOpen { return inner }
        return """
            <div data-live="\(address)" data-every="1000">\(inner)</div><noscript><meta http-equiv="refresh" content="3"></noscript>
            """
    }

    /// The part that is asked for again: a bar with its words, and the numbers by result.
    static func fragment(_ desk: Desk, _ id: String, _ run: JSON) -> HTML {
        let total = run["total"]?.int ?? 0
        let waiting = run["waiting"]?.int ?? 0
        let isOpen = run["state"] == "running"
        let tried = total - waiting
        let words = desk.say("bulk.progress", ["tried": desk.format.number(tried), "total": desk.format.number(total)])
        let items: HTML = ["done", "unchanged", "refused", "held"].compactMap { name -> HTML? in
            guard let count = run[name]?.int, count > 0 else { return nil }
            return "<span>\(ValueView(desk).badge(name)) \(desk.format.number(count))</span>"
        }.html { $0 }
        let end: HTML? = isOpen ? nil : "<span data-live-done=\"\(RecordAddress.record("bulk_runs", id))\"></span>"
        return """
            <div class="stack stack-s"><progress max="\(max(total, 1))" value="\(tried)" aria-label="\(words)"></progress>
            <p class="row"><b data-say>\(words)</b> \(items)</p>\(end)</div>
            """
    }
}
