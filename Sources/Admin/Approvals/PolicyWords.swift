import Kernel
import Platform
import Web

/// An approval policy as a sentence that a shop owner would say.
struct PolicyWords {
    let desk: Desk
    let policy: JSON

    /// What a threshold is called.
    static func topic(_ key: String, _ desk: Desk) -> String {
        desk.words.optional("topic.\(key)") ?? Naming.words(String(key.prefix { $0 != "." }))
    }

    /// What a risk is called.
    static func risk(_ flag: String, _ desk: Desk) -> String {
        desk.words.optional("risk.\(flag)") ?? Naming.words(String(flag.drop { $0 != "." }.dropFirst()))
    }

    /// `Refunds above £100.00, asked for by Staff`
    var when: String {
        var parts = [what]
        let risks = (policy["risks"]?.array ?? []).compactMap(\.string).map { Self.risk($0, desk) }
        if !risks.isEmpty { parts.append(desk.say("policy.risk", ["names": risks.joined(separator: ", ")])) }
        if let role = policy["role"]?.string { parts.append(desk.say("policy.role", ["role": Self.role(role, desk)])) }
        if let channel = policy["channel"]?.string { parts.append(desk.say("policy.channel", ["channel": channel])) }
        if let location = policy["location"]?.string {
            parts.append(desk.say("policy.location", ["location": desk.names[location] ?? location]))
        }
        return parts.joined(separator: ", ")
    }

    /// `2 people decide, with the role Finance, within 24 hours`
    var who: String {
        var parts = [desk.say("policy.quorum", ["count": Int(policy["quorum"]?.int ?? 1)])]
        if let role = policy["decided_by_role"]?.string {
            parts.append(desk.say("policy.byRole", ["role": Self.role(role, desk)]))
        }
        if let right = policy["decided_by_permission"]?.string {
            parts.append(desk.say("policy.byRight", ["right": Rights(desk).label(pattern: right)]))
        }
        if let hours = policy["expires_after_hours"]?.int {
            parts.append(desk.say("policy.within", ["count": Int(hours)]))
        }
        return parts.joined(separator: ", ")
    }

    private var what: String {
        if let action = policy["action"]?.string { return desk.actionWord(action) }
        guard let topic = policy["topic"]?.string else { return desk.say("policy.anything") }
        let name = Self.topic(topic, desk)
        if let money = policy["above"].flatMap({ ValueView.money(of: $0) }) {
            return desk.say("policy.above", ["what": name, "size": desk.money(money)])
        }
        if let quantity = policy["above_quantity"]?.string {
            return desk.say("policy.above", ["what": name, "size": quantity])
        }
        return desk.say("policy.all", ["what": name])
    }

    /// What a role is called.
    static func role(_ key: String, _ desk: Desk) -> String {
        desk.words.optional("role.\(key)") ?? Naming.words(key)
    }

    /// Risks, where a policy names some.
    static let risks = Column.drawn("risks") { desk, row in
        let names = (row["risks"]?.array ?? []).compactMap(\.string).map { risk($0, desk) }
        return names.isEmpty ? "\(desk.say("policy.anyRisk"))" : "\(names.joined(separator: ", "))"
    }

    /// A member that names a role.
    static func role(at field: String) -> Column {
        .drawn(field) { desk, row in "\(role(row[field]?.string ?? "", desk))" }
    }

    /// The threshold.
    static let measured = Column.drawn("topic") { desk, row in "\(topic(row["topic"]?.string ?? "", desk))" }

    /// The right that decides.
    static let right = Column.drawn("decided_by_permission") { desk, row in
        "\(Rights(desk).label(pattern: row["decided_by_permission"]?.string ?? ""))"
    }
}

extension Room {
    /// When actions wait for approval, and for whose.
    static let approvalPolicies: Room = {
        var room = Room("approval_policies", in: .settings, icon: "shield")
        room.rank = 42
        room.creation = "approval_policies.create"
        room.columns = [
            .drawn("topic", .title, place: .title) { desk, row in "\(PolicyWords(desk: desk, policy: row).when)" },
            .drawn("quorum", .text, place: .second) { desk, row in "\(PolicyWords(desk: desk, policy: row).who)" },
        ]
        room.steps = [
            Step("approval_policies.update", icon: "pencil"),
            Step("approval_policies.remove", icon: "trash", danger: true),
        ]
        let choices: [String: FieldChoices.Source] = [
            "topic": ApprovalChoices.topics, "action": ApprovalChoices.actions, "risks": ApprovalChoices.risks,
            "role": ApprovalChoices.roles, "decided_by_role": ApprovalChoices.roles,
        ]
        for verb in ["create", "update"] {
            room.forms["approval_policies.\(verb)"] = FormDesign(
                "topic", "above", "above_quantity", "quorum", "decided_by_role", "expires_after_hours",
                choices: choices)
        }
        room.record = RecordDesign(
            title: { page in PolicyWords(desk: page.desk, policy: page.record).when },
            context: { page in "\(PolicyWords(desk: page.desk, policy: page.record).who)" },
            main: [
                .facts(
                    "facts", PolicyWords.measured, .action("action"), .money("above"), .number("above_quantity"),
                    PolicyWords.risks, PolicyWords.role(at: "role"), .text("channel"), .record("location"),
                    .number("quorum"), PolicyWords.role(at: "decided_by_role"), PolicyWords.right,
                    .number("expires_after_hours"))
            ], hasTimeline: false)
        return room
    }()

    /// Work that did not finish.
    static let exceptions: Room = {
        var room = Room("exceptions", in: .settings, icon: "exception")
        room.rank = 39
        room.columns = [
            .drawn("reason", .title, place: .title) { desk, row in
                "\(ReasonWords(desk: desk, of: row, code: row["reason"]?.string ?? "").title)"
            },
            .record("about", place: .second), .state("status", place: .state), .number("occurrences"),
            .moment("last_raised_at", place: .amount), .person("assigned_to"), .state("resolution").hidden,
            .moment("raised_at").hidden, .person("resolved_by").hidden, .moment("resolved_at").hidden,
        ]
        room.views = [BuiltInView("open", "status=open"), BuiltInView("mine", "status=open&mine=true")]
        let isOpen: @Sendable (JSON) -> Bool = { $0["status"] == "open" }
        room.steps = [
            Step("exceptions.retry", icon: "refresh") { $0["status"] == "open" && !($0["on_retry"] ?? .null).isNull },
            Step("exceptions.resolve", icon: "check", beside: true, when: isOpen),
            Step("exceptions.assign", icon: "user", main: false, when: isOpen),
            Step("exceptions.reopen", icon: "undo", main: false) { $0["status"] == "resolved" },
        ]
        room.forms = [
            "exceptions.assign": FormDesign("to", choices: ["to": ApprovalChoices.colleagues]),
            "exceptions.resolve": FormDesign("notes"),
        ]
        room.bulk = ["exceptions.retry"]
        room.record = RecordDesign(
            states: ["status"],
            title: { page in
                ReasonWords(desk: page.desk, of: page.record, code: page.record["reason"]?.string ?? "").title
            },
            context: { page in ValueView(page.desk).reference(page.record["about"] ?? .null, words: nil) },
            main: [.view("cause", ExceptionPage.cause), .view("tried", ExceptionPage.tried)],
            aside: [
                .facts(
                    "facts", .number("occurrences"), .moment("raised_at"), .moment("last_raised_at"),
                    .person("assigned_to"), .moment("resolved_at"), .person("resolved_by"), .state("resolution"),
                    .text("notes"))
            ])
        return room
    }()
}

/// The page of an exception.
enum ExceptionPage {
    /// Why, what to do, what happens on retry.
    static func cause(_ page: RecordPageContext) -> HTML? {
        let desk = page.desk
        let words = ReasonWords(desk: desk, of: page.record, code: page.record["reason"]?.string ?? "")
        let retry = words.onRetry ?? desk.say("reason.noRetry")
        return """
            <div class="stack"><dl class="kv"><dt>\(desk.say("reason.cause"))</dt><dd>\(words.cause)</dd><dt>\(desk.say("reason.remedy"))</dt><dd>\(words.remedy)</dd>
            <dt>\(desk.say("reason.onRetry"))</dt><dd>\(retry)</dd></dl><p><a href="\(words.address)">\(desk.say("exception.more"))</a></p></div>
            """
    }

    /// What is known of the last time, and what was tried.
    static func tried(_ page: RecordPageContext) -> HTML? {
        let desk = page.desk
        let values = ValueView(desk)
        let details = (page.record["details"]?.object?.members ?? []).filter { $0.key != "action" }
        let input = page.record["input"]?.object?.members ?? []
        if details.isEmpty && input.isEmpty { return nil }
        let known: HTML = details.html { detail in
            let text = detail.value.string ?? ""
            let isCode = text.contains(".") && !text.contains(" ")
            let shown: HTML = isCode ? "<span class=\"mono\">\(text)</span>" : "\(text)"
            return "<dt>\(desk.label(detail.key, in: "exceptions"))</dt><dd>\(shown)</dd>"
        }
        let action = page.record["action"]?.string ?? ""
        let collection = String(action.prefix { $0 != "." })
        let asked: HTML = input.html {
            "<dt>\(desk.label($0.key, in: collection))</dt><dd>\(values.inline($0.value, name: $0.key))</dd>"
        }
        let what: HTML? =
            action.isEmpty ? nil : "<h3>\(desk.actionWord(action))</h3><dl class=\"kv\">\(asked)</dl>"
        return "<div class=\"stack\">\(what)<dl class=\"kv\">\(known)</dl></div>"
    }
}
