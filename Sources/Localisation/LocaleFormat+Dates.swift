import Kernel

extension LocaleFormat {
    /// How much of a day is written.
    public enum DateStyle: Sendable {
        /// `22 Nov`, with the year when it differs from today's.
        case short(today: CalendarDate)
        /// `22 Nov 2026`.
        case medium
        /// `Sunday 22 November 2026`.
        case long
    }

    /// A day.
    public func date(_ date: CalendarDate, _ style: DateStyle) -> String {
        switch style {
        case .short(let today):
            (date.year == today.year ? dates.dayMonth : dates.dayMonthYear).text(date, data)
        case .medium: dates.dayMonthYear.text(date, data)
        case .long: dates.weekdayDate.text(date, data)
        }
    }

    /// A month: `November 2026`, or `Nov 2026` when it must be short.
    public func month(_ month: YearMonth, short: Bool = false) -> String {
        (short ? dates.shortMonthYear : dates.monthYear).text(month.firstDay, data)
    }

    /// The name of a month, 1 to 12: `November`, `Nov`. Empty for another number.
    public func monthName(_ month: Int, short: Bool = false) -> String {
        guard (1...12).contains(month) else { return "" }
        return (short ? data.shortMonths : data.months)[month - 1]
    }

    /// The name of a day of the week: `Sunday`, `Sun`.
    public func weekdayName(_ weekday: Weekday, short: Bool = false) -> String {
        (short ? data.shortWeekdays : data.weekdays)[weekday.indexFromSunday]
    }

    /// A moment as the clocks of a zone show it: `22 Nov, 09:38`, with the year when it is not this one.
    public func moment(_ instant: Instant, in zone: TimeZoneID, now: Instant) -> String {
        let calendar = ZonedCalendar(zone)
        let local = calendar.local(instant)
        return date(local.date, .short(today: calendar.date(of: now))) + ", " + time(local)
    }

    /// The time of day in a zone: `09:38`.
    public func time(_ instant: Instant, in zone: TimeZoneID) -> String { time(ZonedCalendar(zone).local(instant)) }

    /// A moment with everything there is to say about it, for titles: `Sunday 22 November 2026, 09:38:07 UTC+00:00`.
    public func full(_ instant: Instant, in zone: TimeZoneID) -> String {
        let calendar = ZonedCalendar(zone)
        let local = calendar.local(instant)
        let clock = [local.hour, local.minute, local.second].map(DatePattern.two).joined(separator: ":")
        let minutes = calendar.offset(at: instant) / 60
        let sign = minutes < 0 ? "−" : "+"
        let offset = "\(DatePattern.two(abs(minutes) / 60)):\(DatePattern.two(abs(minutes) % 60))"
        return "\(date(local.date, .long)), \(clock) UTC\(sign)\(offset)"
    }

    /// How long ago something was, or how soon it will be, in its largest unit: `5 min`, `3 h`, `in 2 d`.
    public func relative(_ instant: Instant, now: Instant) -> String {
        let isAhead = instant > now
        let span = isAhead ? instant - now : now - instant
        if span < .minutes(1) { return units.now }
        return isAhead ? units.ahead + age(span) : age(span)
    }

    /// The length of a span in its largest unit: `12 s`, `3 h`.
    public func age(_ span: TimeSpan) -> String {
        let seconds = Int64(span.microseconds.magnitude / 1_000_000)
        let minutes = seconds / 60, hours = minutes / 60, days = hours / 24
        if minutes < 1 { return counted(seconds, units.second) }
        if hours < 1 { return counted(minutes, units.minute) }
        if days < 2 { return counted(hours, units.hour) }
        if days < 60 { return counted(days, units.day) }
        return days < 730 ? counted(days / 30, units.month) : counted(days / 365, units.year)
    }

    private func counted(_ number: Int64, _ unit: String) -> String { number.description + "\u{A0}" + unit }

    private func time(_ local: ZonedCalendar.LocalTime) -> String {
        dates.time.text(local.date, hour: local.hour, minute: local.minute, data)
    }
}
