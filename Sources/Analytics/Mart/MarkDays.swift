import Kernel
import Orders
import Platform

/// Marks the days that an event changes figures of. Cheap: one insert for most events.
enum MarkDays {
    static let subscriber = Subscriber(
        "analytics.mark_days",
        to: [
            OrderPlaced.self, OrderPaid.self, OrderFulfilled.self, OrderCancelled.self, OrderRefunded.self,
            OrderDeleted.self, OrderRestored.self, OrderCustomerAssigned.self, CreditNoteIssued.self,
            CreditNoteDeleted.self, CreditNoteRestored.self, ImportWithdrawn.self,
        ]
    ) { event, tx in
        let calendar = ZonedCalendar(try tx.shop.timeZone)
        for times in try Affected(by: event).times(in: tx) { try StaleDays.mark(calendar.days(of: times), in: tx) }
    }
}

/// What an event may change the figures of: those of the document's own day, whenever the event happened.
enum Affected: Hashable {
    /// Everything between two times.
    case between(ClosedRange<Instant>)
    /// One order.
    case order(ID<Order>)
    /// One order, with the credit notes that come and go with it.
    case orderWithCredits(ID<Order>)

    init(by event: EventEnvelope) throws {
        switch event.name {
        case OrderPlaced.name, CreditNoteIssued.name: self = .at(event.occurredAt)
        case OrderDeleted.name: self = .orderWithCredits(try event.decode(OrderDeleted.self).order)
        case OrderRestored.name: self = .orderWithCredits(try event.decode(OrderRestored.self).order)
        case CreditNoteDeleted.name: self = .at(try event.decode(CreditNoteDeleted.self).issuedAt)
        case CreditNoteRestored.name: self = .at(try event.decode(CreditNoteRestored.self).issuedAt)
        case ImportWithdrawn.name:
            let withdrawn = try event.decode(ImportWithdrawn.self)
            self = .between(min(withdrawn.from, withdrawn.to)...max(withdrawn.from, withdrawn.to))
        case _:
            guard let id = event.subject.id(Order.self) else { throw Problem.notFound(event.subject) }
            self = .order(id)
        }
    }

    /// The times of the documents. A document that an import took back since has none; withdrawing it said so.
    func times(in db: Reader) throws -> [ClosedRange<Instant>] {
        switch self {
        case .between(let times): return [times]
        case .order(let id): return try Self.placed(id, in: db)
        case .orderWithCredits(let id): return try Self.placed(id, in: db) + Self.credits(of: id, in: db)
        }
    }

    private static func at(_ instant: Instant) -> Affected { .between(instant...instant) }

    private static func placed(_ id: ID<Order>, in db: Reader) throws -> [ClosedRange<Instant>] {
        try db.get(id).map { [$0.placedAt...$0.placedAt] } ?? []
    }

    private static func credits(of id: ID<Order>, in db: Reader) throws -> [ClosedRange<Instant>] {
        var times: [ClosedRange<Instant>] = []
        for deleted in [false, true] {
            var query = ListCreditNotes()
            (query.orderID, query.deleted, query.limit) = (id, deleted, Reader.pageLimit)
            repeat {
                let page = try query.fetch(in: db)
                times += page.data.map { note in note.issuedAt...note.issuedAt }
                query.after = page.next
            } while query.after != nil
        }
        return times
    }
}

extension ZonedCalendar {
    /// The days from the first instant's to the last one's.
    func days(of times: ClosedRange<Instant>) -> ClosedRange<CalendarDate> {
        date(of: times.lowerBound)...date(of: times.upperBound)
    }
}
