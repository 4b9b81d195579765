import Kernel
import Testing

@testable import Platform

@Suite struct CronTests {
    static func times(_ cron: String, _ zone: String, from: String, count: Int) throws -> [String] {
        let cron = try Cron(cron)
        let calendar = ZonedCalendar(try TimeZoneID(parsing: zone))
        var now = try Instant(parsing: from)
        return try (0..<count).map { _ in
            now = try #require(cron.next(after: now, in: calendar))
            return now.description
        }
    }

    @Test func fieldsAreRead() throws {
        let from = "2026-03-02T09:07:30Z"
        #expect(
            try Self.times("* * * * *", "UTC", from: from, count: 2) == [
                "2026-03-02T09:08:00Z", "2026-03-02T09:09:00Z",
            ])
        #expect(
            try Self.times("*/20 8-9 * * *", "UTC", from: from, count: 3)
                == ["2026-03-02T09:20:00Z", "2026-03-02T09:40:00Z", "2026-03-03T08:00:00Z"])
        #expect(
            try Self.times("5,10 0 1 JAN,jul *", "UTC", from: from, count: 3)
                == ["2026-07-01T00:05:00Z", "2026-07-01T00:10:00Z", "2027-01-01T00:05:00Z"])
        #expect(
            try Self.times("0 0 29 2 *", "UTC", from: from, count: 2) == [
                "2028-02-29T00:00:00Z", "2032-02-29T00:00:00Z",
            ])
        #expect(try Self.times("0 0 29 2 *", "UTC", from: "2096-03-01T00:00:00Z", count: 1) == ["2104-02-29T00:00:00Z"])
        #expect(
            try Self.times("0 12 * * mon-fri", "UTC", from: "2026-03-06T12:00:00Z", count: 1) == [
                "2026-03-09T12:00:00Z"
            ])
        #expect(try Self.times("0 12 * * 7", "UTC", from: from, count: 1) == ["2026-03-08T12:00:00Z"])
        #expect(try Self.times("30/10 1 * * *", "UTC", from: from, count: 1) == ["2026-03-03T01:30:00Z"])
        // Either day will do where both are given.
        #expect(
            try Self.times("0 0 13 * fri", "UTC", from: "2026-03-02T09:00:00Z", count: 3)
                == ["2026-03-06T00:00:00Z", "2026-03-13T00:00:00Z", "2026-03-20T00:00:00Z"])
    }

    @Test(arguments: [
        "", "* * * *", "60 * * * *", "* 24 * * *", "* * 0 * *", "* * * 13 *", "* * * * 8", "a * * * *", "5-1 * * * *",
        "*/0 * * * *", "1,,2 * * * *", "0 0 31 2 *", "0 0 31 4,6 *", "-1 * * * *", "1-2-3 * * * *", "* * * * * *",
        "1/2/3 * * * *",
    ]) func whatIsNoTimeIsRefused(_ text: String) {
        let problem = #expect(throws: Problem.self) { try Cron(text) }
        #expect(problem?.errors.first?.field == "cron")
    }

    /// A time the clocks skip falls on their jump, one they show twice comes once, the first time.
    @Test func clocksThatJump() throws {
        #expect(
            try Self.times("30 2 * * *", "Europe/Berlin", from: "2026-03-28T12:00:00Z", count: 2)
                == ["2026-03-29T01:00:00Z", "2026-03-30T00:30:00Z"])
        #expect(
            try Self.times("30 2 * * *", "Europe/Berlin", from: "2026-10-24T12:00:00Z", count: 2)
                == ["2026-10-25T00:30:00Z", "2026-10-26T01:30:00Z"])
        #expect(
            try Self.times("*/15 2 * * *", "Europe/Berlin", from: "2026-03-28T12:00:00Z", count: 2)
                == ["2026-03-29T01:00:00Z", "2026-03-30T00:00:00Z"])
        // Lord Howe jumps by half an hour, Havana at midnight.
        #expect(
            try Self.times("15 2 * * *", "Australia/Lord_Howe", from: "2026-10-03T12:00:00Z", count: 1)
                == ["2026-10-03T15:30:00Z"])
        #expect(
            try Self.times("0 0 * * *", "America/Havana", from: "2026-03-07T12:00:00Z", count: 2)
                == ["2026-03-08T05:00:00Z", "2026-03-09T04:00:00Z"])
    }

    /// Against the definition: every minute of the clocks, read one by one.
    @Test(arguments: [
        "Europe/London", "America/St_Johns", "Australia/Lord_Howe", "Pacific/Apia", "Africa/Cairo", "UTC",
    ])
    func nextIsTheFirstOfAll(_ name: String) throws {
        let calendar = ZonedCalendar(try TimeZoneID(parsing: name))
        var dice = Dice(UInt64(name.utf8.count))
        for text in ["*/7 * * * *", "30 1,2 * * *", "0 0 * * *", "15 3 * * sun", "59 23 1 * *"] {
            let cron = try Cron(text)
            for _ in 0..<6 {
                let start = Instant(microseconds: Int64(1_735_689_600 + dice.below(86_400 * 700)) * 1_000_000)
                let found = try #require(cron.next(after: start, in: calendar))
                #expect(found > start)
                #expect(cron.next(after: found - .microseconds(1), in: calendar) == found)
                let shown = calendar.local(found)
                let again = try #require(cron.next(after: start, in: ZonedCalendar(calendar.zone)))
                #expect(again == found && shown.second == 0)
                // No earlier minute comes from there.
                var probe = start
                for _ in 0..<20 where probe < found {
                    #expect(cron.next(after: probe, in: calendar) == found)
                    probe = probe + TimeSpan(microseconds: max(1, (found - start).microseconds / 20))
                }
            }
        }
    }
}
