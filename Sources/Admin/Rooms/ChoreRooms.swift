import Kernel
import Web

extension Room {
    /// Jobs: what is done after the commit, with what became of each attempt.
    static let jobRuns: Room = {
        var room = Room("job_runs", in: .automate, icon: "job")
        room.keys = "g j"
        room.rank = 2
        room.columns = [
            .drawn("name", .title, place: .title) { desk, row in "\(ChoreWords.job(row["name"]?.string ?? "", desk))" },
            .record("subject", place: .second), .state("state", place: .state),
            .drawn("queue", .text, place: .note) { desk, row in
                "\(ChoreWords.plain(row["queue"]?.string ?? ""))"
            }, .number("attempts"), .moment("due_at", place: .amount),
            .text("error"), .moment("created_at").hidden, .moment("finished_at").hidden, .number("priority").hidden,
            .person("principal").hidden, .text("worker").hidden, Column("reason_code", .code).hidden,
            .text("request_id").hidden,
        ]
        room.views = [
            BuiltInView("dead", "state=dead"), BuiltInView("waiting", "state=waiting"),
            BuiltInView("running", "state=running"),
        ]
        room.bulk = ["job_runs.retry", "job_runs.cancel"]
        room.steps = [
            Step("job_runs.retry", icon: "refresh") { job in
                ["dead", "cancelled", "waiting"].contains(job["state"]?.string)
            },
            Step("job_runs.cancel", icon: "cross", danger: true) { job in
                ["waiting", "running", "dead"].contains(job["state"]?.string)
            },
        ]
        room.record = RecordDesign(
            states: ["state"], title: { page in ChoreWords.job(page.record["name"]?.string ?? "", page.desk) },
            context: { page in page.record["error"]?.string.map { text in "\(text)" } },
            main: [
                .rows(
                    "attempts", "attempts",
                    [
                        .moment("started_at", place: .title), .state("outcome", place: .state),
                        .moment("ended_at", place: .amount), .number("waited_ms"), .text("error", place: .second),
                    ]),
                .view("input") { page in ChoreWords.pairs(page.record["input"] ?? .null, page.desk) },
            ],
            aside: [
                .facts(
                    "about", .record("subject"), ChoreWords.queue, .number("priority"),
                    .number("attempt_limit"), .moment("due_at"), .person("principal"), .text("request_id"),
                    .text("key"), .text("worker"), .moment("lease_until"), .code("reason_code"),
                    .moment("created_at"), .moment("started_at"), .moment("finished_at"))
            ])
        return room
    }()

    /// Schedules: what comes at set times.
    static let schedules: Room = {
        var room = Room("schedules", in: .automate, icon: "clock")
        room.rank = 4
        room.isShort = true
        room.columns = [
            .drawn("name", .title, place: .title) { desk, row in
                "\(ChoreWords.schedule(row["name"]?.string ?? "", desk))"
            },
            ChoreWords.times("cron"), .state("state", place: .state), .moment("next_at", place: .amount),
            ChoreWords.lastTime, .record("last_job").hidden, .text("time_zone").hidden,
        ]
        room.steps = [
            Step("schedules.run_now", icon: "play"),
            Step("schedules.set_cron", icon: "calendar", main: false, beside: true, fill: ["cron": "cron"]),
            Step("schedules.pause", icon: "pause", main: false) { $0["state"] == "active" },
            Step("schedules.resume", icon: "play") { $0["state"] == "paused" },
        ]
        room.record = RecordDesign(
            states: ["state"],
            title: { page in ChoreWords.schedule(page.record["name"]?.string ?? "", page.desk) },
            main: [
                .facts(
                    "times", ChoreWords.times("cron"), ChoreWords.times("usual_cron"), .text("time_zone"),
                    .moment("next_at"), .moment("last_at"), .record("last_job"), .moment("created_at"))
            ])
        return room
    }()

    /// Workflows: work of several steps, with how far each is.
    static let workflows: Room = {
        var room = Room("workflows", in: .automate, icon: "flow")
        room.keys = "g w"
        room.rank = 3
        room.columns = [
            .drawn("name", .title, place: .title) { desk, row in
                "\(ChoreWords.workflow(row["name"]?.string ?? "", desk))"
            },
            .record("subject", place: .second), .state("state", place: .state), .number("step"),
            .moment("updated_at", place: .amount), .text("error", place: .note), .moment("created_at").hidden,
            .number("attempts").hidden, .number("round").hidden, .person("principal").hidden,
        ]
        room.views = [
            BuiltInView("stuck", "state=stuck"), BuiltInView("open", "state=running,undoing"),
            BuiltInView("undone", "state=undone"),
        ]
        room.bulk = ["workflows.retry", "workflows.cancel"]
        room.steps = [
            Step("workflows.retry", icon: "refresh") { $0["state"] != "done" },
            Step("workflows.cancel", icon: "undo", danger: true) { $0["state"] == "running" },
        ]
        room.record = RecordDesign(
            states: ["state"],
            title: { page in ChoreWords.workflow(page.record["name"]?.string ?? "", page.desk) },
            context: { page in page.record["error"]?.string.map { text in "\(text)" } },
            main: [
                .rows(
                    "steps", "steps",
                    [
                        .drawn("name", .title, place: .title) { desk, row in
                            "\(ChoreWords.plain(row["name"]?.string ?? ""))"
                        },
                        .state("state", place: .state), .number("attempts"), .moment("started_at"),
                        .moment("ended_at", place: .amount), .moment("undone_at"), .text("error", place: .second),
                    ]),
                .view("value") { page in ChoreWords.pairs(page.record["value"] ?? .null, page.desk) },
            ],
            aside: [
                .facts(
                    "about", .record("subject"), .record("job"), .moment("due_at"), .number("round"),
                    .number("attempts"), .person("principal"), .text("request_id"), .code("reason_code"),
                    .moment("created_at"), .moment("updated_at"), .moment("finished_at"))
            ])
        return room
    }()

    /// Checks: the shop's promises, and what was found when they were last looked at.
    static let proofs: Room = {
        var room = Room("proofs", in: .automate, icon: "shield")
        room.rank = 5
        room.columns = [
            ChoreWords.promise, .state("state", place: .state), .number("count", place: .amount),
            .moment("checked_at", place: .second), .moment("since"), Column("name", .code).hidden,
        ]
        room.views = [BuiltInView("drifts", "state=drifts")]
        room.record = RecordDesign(
            states: ["state"], title: { page in ChoreWords.promise(page.record) },
            main: [
                .view("findings") { page in
                    let findings = page.record["findings"]?.array ?? []
                    let rows: HTML = findings.html { finding in "<li>\(finding.string ?? "")</li>" }
                    return findings.isEmpty
                        ? "<p class=\"muted\">\(page.desk.say("proofs.none"))</p>" : "<ul>\(rows)</ul>"
                }
            ],
            aside: [.facts("about", .code("name"), .number("count"), .moment("checked_at"), .moment("since"))])
        return room
    }()
}

/// What jobs, schedules and workflows are called: by the catalogue where it knows them, else by their name in plain words.
enum ChoreWords {
    static func job(_ name: String, _ desk: Desk) -> String { desk.words.optional("job.\(name)") ?? plain(name) }
    static func schedule(_ name: String, _ desk: Desk) -> String {
        desk.words.optional("schedule.\(name)") ?? plain(name)
    }
    static func workflow(_ name: String, _ desk: Desk) -> String {
        desk.words.optional("workflow.\(name)") ?? plain(name)
    }

    /// `payments.send_refund` as *Send refund*.
    static func plain(_ name: String) -> String {
        let words = (name.split(separator: ".").last ?? "").split(separator: "_").joined(separator: " ")
        return words.prefix(1).uppercased() + words.dropFirst()
    }

    /// The queue of a job.
    static let queue = Column.drawn("queue") { desk, row in "\(plain(row["queue"]?.string ?? ""))" }

    /// What a check holds to, without the numbers that developers give promises.
    static func promise(_ proof: JSON) -> String {
        let text = proof["promise"]?.string ?? ""
        return text.firstRange(of: " (I").map { text[..<$0.lowerBound] + "." } ?? text
    }
    static let promise = Column.drawn("promise", .title, place: .title) { _, row in "\(promise(row))" }

    /// When a schedule came last; leads to what it did.
    static let lastTime = Column.drawn("last_at", .moment) { desk, row in
        guard let last = row["last_at"], !last.isNull else { return "<span class=\"faint\">–</span>" }
        let shown = ValueView(desk).moment(last)
        guard let job = row["last_job"]?.string.flatMap({ desk.links.address(of: $0) }) else { return shown }
        return "<a href=\"\(job)\">\(shown)</a>"
    }

    /// When something comes: in words where it comes once a day or a week, else as it was written.
    static func times(_ field: String) -> Column {
        .drawn(field, .text, place: .second) { desk, row in
            let cron = row[field]?.string ?? ""
            guard let words = said(cron, desk) else { return "<span class=\"mono\">\(cron)</span>" }
            return "<span title=\"\(cron)\">\(words)</span>"
        }
    }

    private static func said(_ cron: String, _ desk: Desk) -> String? {
        let fields = cron.split(separator: " ").map(String.init)
        guard fields.count == 5, let minute = Int(fields[0]), fields[2] == "*", fields[3] == "*" else { return nil }
        guard let hour = Int(fields[1]) else {
            return fields[1] == "*" && fields[4] == "*" ? desk.say("cron.hourly", ["minute": minute]) : nil
        }
        let zone = desk.shop.timeZone
        let time = desk.format.time(
            ZonedCalendar(zone).instant(desk.today, hour: hour, minute: minute), in: zone)
        if fields[4] == "*" { return desk.say("cron.daily", ["time": time]) }
        let days = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
        guard let day = days.firstIndex(of: fields[4].lowercased()) else { return nil }
        let name = desk.format.weekdayName(Weekday.allCases[day])
        return desk.say("cron.weekly", ["day": name, "time": time])
    }

    /// The members of a value, as names and values.
    static func pairs(_ value: JSON, _ desk: Desk) -> HTML? {
        let values = ValueView(desk)
        let members = value.object?.members ?? []
        if members.isEmpty { return nil }
        let pairs: HTML = members.html { member in
            "<dt>\(ChoreWords.plain(member.key))</dt><dd>\(values.inline(member.value, name: member.key))</dd>"
        }
        return "<dl class=\"kv\">\(pairs)</dl>"
    }
}
