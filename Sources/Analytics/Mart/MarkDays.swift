import Kernel
import Orders
import Platform
import Store

/// Marks the days that an event changes figures of. Cheap: one insert an event, none when the day is stale already.
enum MarkDays {
    static let subscriber = Subscriber(
        "analytics.mark_days",
        to: [
            OrderPlaced.self, OrderPaid.self, OrderFulfilled.self, OrderCancelled.self, OrderRefunded.self,
            OrderDeleted.self, OrderRestored.self, OrderCustomerAssigned.self, CreditNoteIssued.self,
            CreditNoteDeleted.self, CreditNoteRestored.self, ImportWithdrawn.self,
        ]
    ) { event, tx in
        for range in try days(of: event, in: tx) { try StaleDays.mark(range, in: tx) }
    }

    /// The days whose figures the event may change: of the document itself, whenever the event happened.
    private static func days(of event: EventEnvelope, in tx: Transaction) throws -> [ClosedRange<CalendarDate>] {
        let calendar = ZonedCalendar(try tx.shop.timeZone)
        func day(_ instant: Instant) -> ClosedRange<CalendarDate> {
            let date = calendar.date(of: instant)
            return date...date
        }
        switch event.name {
        case OrderPlaced.name, CreditNoteIssued.name: return [day(event.occurredAt)]
        case OrderDeleted.name: return [day(try event.decode(OrderDeleted.self).placedAt)]
        case OrderRestored.name: return [day(try event.decode(OrderRestored.self).placedAt)]
        case CreditNoteDeleted.name: return [day(try event.decode(CreditNoteDeleted.self).issuedAt)]
        case CreditNoteRestored.name: return [day(try event.decode(CreditNoteRestored.self).issuedAt)]
        case ImportWithdrawn.name:
            let withdrawn = try event.decode(ImportWithdrawn.self)
            guard withdrawn.from <= withdrawn.to else { return [] }
            return [calendar.date(of: withdrawn.from)...calendar.date(of: withdrawn.to)]
        case _:
            guard let id = event.subject.id(Order.self), let order = try tx.get(id) else { return [] }
            return [day(order.placedAt)]
        }
    }
}

/// The days that have to be computed again.
enum StaleDays {
    static func mark(_ days: ClosedRange<CalendarDate>, in tx: Transaction) throws {
        for day in days {
            try tx.execute(
                """
                INSERT INTO analytics_stale_day (tenant, day) VALUES (\(tx.tenant), \(Int64(day.dayNumber)))
                ON CONFLICT DO NOTHING
                """)
        }
    }

    static func first(_ count: Int, in db: Reader) throws -> [CalendarDate] {
        try db.rows(
            "SELECT day FROM analytics_stale_day WHERE tenant = \(db.tenant) ORDER BY day DESC LIMIT \(count)"
        ) { row in CalendarDate(dayNumber: try row.next()) }
    }
}
