import Kernel
import Localisation
import Web

/// The days that an answer is about.
struct ReportSpan: Sendable, Hashable {
    let from: CalendarDate
    let to: CalendarDate

    init?(_ json: JSON, _ from: String = "from", _ to: String = "to") {
        guard let first = json[from]?.string.flatMap({ CalendarDate($0) }),
            let last = json[to]?.string.flatMap({ CalendarDate($0) })
        else { return nil }
        self.from = first
        self.to = last
    }

    /// One day.
    init(_ day: CalendarDate) { (from, to) = (day, day) }

    /// How many days.
    var length: Int { to.days(since: from) + 1 }

    /// `25 Oct – 21 Nov 2026`; the first year only where it is another one.
    func words(_ format: LocaleFormat) -> String {
        if from == to { return format.date(to, .medium) }
        return "\(format.date(from, .short(today: to))) – \(format.date(to, .medium))"
    }

    /// As the query of an address.
    var query: String { "from=\(from)&to=\(to)" }
}

/// Which days of a report of sales stand beside a year before.
struct ComparedDays: Sendable {
    /// The days that are compared with; nil where there are none.
    let before: ReportSpan?
    /// The day from which the report is compared, where that is not its first.
    let since: CalendarDate?
    /// The first day of the shop's history.
    let history: CalendarDate?

    init(_ report: JSON) {
        before = ReportSpan(report, "comparison_from", "comparison_to")
        let first = report["compared_from"]?.string
        since = first == report["from"]?.string ? nil : first.flatMap { CalendarDate($0) }
        history = report["history_from"]?.string.flatMap { CalendarDate($0) }
    }

    /// What is compared with what, in a sentence; nil in a shop without history.
    func words(_ desk: Desk) -> String? {
        let begun = history.map { desk.format.date($0, .medium) } ?? ""
        guard let before else { return history.map { _ in desk.say("insight.comparedNot", ["begun": begun]) } }
        let days = before.words(desk.format)
        guard let since else { return desk.say("insight.compared", ["days": days]) }
        return desk.say(
            "insight.comparedSince", ["day": desk.format.date(since, .medium), "days": days, "begun": begun])
    }
}

/// The named periods above a report, and the days somebody chooses. The address is all there is to a report's state.
struct PeriodBar {
    let desk: Desk
    /// The names of the periods.
    let periods: [String]
    /// The days that are shown; nil when the address asked for none that there are.
    let span: ReportSpan?

    /// The periods as tabs: each is an address.
    var tabs: HTML {
        let current = current
        let links: HTML = periods.html { period in
            "<a href=\"\(address(of: period))\" \(flag: "aria-current=\"page\"", period == current)>\(words(period))</a>"
        }
        let own: HTML? =
            current == nil
            ? span.map { "<a href=\"\(desk.address.text)\" aria-current=\"page\">\($0.words(desk.format))</a>" } : nil
        return "<nav class=\"tabs\" aria-label=\"\(desk.say("insight.period"))\">\(links)\(own)</nav>"
    }

    /// The named period in force: the one of the address, or the one that is meant without any. Nil for chosen days.
    private var current: String? {
        let form = desk.address.form
        if !(form["from"] ?? "").isEmpty || !(form["to"] ?? "").isEmpty { return nil }
        guard let asked = form["period"], !asked.isEmpty else { return "last_28_days" }
        return periods.contains(asked) ? asked : nil
    }

    /// The address of another period. Its days are put together as suits them.
    private func address(of period: String) -> String {
        desk.address.with([("period", period), ("from", nil), ("to", nil), ("by", nil)])
    }

    private func words(_ period: String) -> String {
        desk.words.optional("insight.period.\(period)") ?? Naming.words(period)
    }

    /// The button with the days, and the form for others.
    var button: HTML {
        let form = desk.address.form
        let from = form["from"] ?? span?.from.description
        let to = form["to"] ?? span?.to.description
        let rank: HTML? = form["rank"].map { "<input type=\"hidden\" name=\"rank\" value=\"\($0)\">" }
        let label = span.map { $0.words(desk.format) } ?? desk.say("insight.chooseDays")
        return """
            <button class="btn" type="button" popovertarget="days">\(Icon.named("calendar"))\(label)\(Icon.named("chevron-down", class: "icon icon-s"))</button>
            <form id="days" class="menu menu-form" popover method="get" action="\(InsightFile.path)">\(rank)<div class="stack stack-s">
            \(dayField("from", desk.say("filter.fromLabel"), from))\(dayField("to", desk.say("filter.toLabel"), to))
            <button class="btn btn-main btn-s">\(desk.say("list.apply"))</button></div></form>
            """
    }

    private func dayField(_ name: String, _ label: String, _ value: String?) -> HTML {
        """
        <div class="field"><label for="days-\(name)">\(label)</label><input class="input input-s" id="days-\(name)" type="date" name="\(name)" value="\(value)" required></div>
        """
    }
}
