import Kernel
import Orders
import Platform

/// Marks the days that an event changes figures of. Cheap: one insert an event.
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
        switch try Affected(by: event) {
        case .times(let times): try StaleDays.mark(calendar.days(of: times), in: tx)
        case .order(let id):
            guard let order = try tx.get(id) else { return }
            try StaleDays.mark(calendar.days(of: order.placedAt...order.placedAt), in: tx)
        }
    }
}

/// What an event may change the figures of: those of the document's own day, whenever the event happened.
enum Affected {
    case times(ClosedRange<Instant>)
    case order(ID<Order>)

    init(by event: EventEnvelope) throws {
        switch event.name {
        case OrderPlaced.name, CreditNoteIssued.name: self = .at(event.occurredAt)
        case OrderDeleted.name: self = .at(try event.decode(OrderDeleted.self).placedAt)
        case OrderRestored.name: self = .at(try event.decode(OrderRestored.self).placedAt)
        case CreditNoteDeleted.name: self = .at(try event.decode(CreditNoteDeleted.self).issuedAt)
        case CreditNoteRestored.name: self = .at(try event.decode(CreditNoteRestored.self).issuedAt)
        case ImportWithdrawn.name:
            let withdrawn = try event.decode(ImportWithdrawn.self)
            self = .times(min(withdrawn.from, withdrawn.to)...max(withdrawn.from, withdrawn.to))
        case _:
            guard let id = event.subject.id(Order.self) else { throw Problem.notFound(event.subject) }
            self = .order(id)
        }
    }

    private static func at(_ instant: Instant) -> Affected { .times(instant...instant) }
}

extension ZonedCalendar {
    /// The days from the first instant's to the last one's.
    func days(of times: ClosedRange<Instant>) -> ClosedRange<CalendarDate> {
        date(of: times.lowerBound)...date(of: times.upperBound)
    }
}
