import Kernel
import Platform

/// Says who takes care of a ticket.
struct AssignTicket: Action {
    static let name: ActionName = "tickets.assign"
    static let permission = Permission.ticketsWrite
    static let summary = "Gives a ticket to a colleague, or to nobody; without a name it becomes yours."
    static var emits: [any Event.Type] { [TicketChanged.self] }

    var ticket: ID<Ticket>
    /// Who takes care of it: `usr_…`; empty for nobody, absent for yourself.
    var to: String?

    func perform(in tx: Transaction) throws -> Ticket {
        var record = try tx.find(ticket)
        let person = (to ?? tx.caller.principal).nilIfEmpty
        if let person { try tx.requireColleague(person, field: "to") }
        if record.assignedTo == person { return record }
        record.assignedTo = person
        try record.keep(in: tx)
        return record
    }
}

/// Says that the customer has to do something first.
struct WaitForCustomer: Action {
    static let name: ActionName = "tickets.wait"
    static let permission = Permission.ticketsWrite
    static let summary = "Says that a ticket waits for the customer."
    static let inverse: ActionName? = "tickets.reopen"
    static var emits: [any Event.Type] { [TicketChanged.self] }

    var ticket: ID<Ticket>

    func perform(in tx: Transaction) throws -> Ticket {
        var record = try tx.find(ticket)
        try record.advance(to: .waiting, in: tx)
        try record.keep(in: tx)
        return record
    }
}

/// Says that nothing is left to do.
struct SolveTicket: Action {
    static let name: ActionName = "tickets.solve"
    static let permission = Permission.ticketsWrite
    static let summary = "Solves a ticket, and says how."
    static let inverse: ActionName? = "tickets.reopen"
    static var emits: [any Event.Type] { [TicketChanged.self] }

    var ticket: ID<Ticket>
    /// What was done.
    var resolution: String

    func perform(in tx: Transaction) throws -> Ticket {
        var check = Validation()
        let said = check.paragraphs(resolution, "resolution", limit: 4_000)
        check.check(!said.isEmpty, "resolution", "required", "Say what was done.")
        try check.finish()
        var record = try tx.find(ticket)
        try record.advance(to: .solved, in: tx)
        record.resolution = said
        try record.keep(in: tx)
        return record
    }
}

/// Says that there is something to do again. How it was solved before stays until it is solved anew.
struct ReopenTicket: Action {
    static let name: ActionName = "tickets.reopen"
    static let permission = Permission.ticketsWrite
    static let summary = "Opens a ticket again that was solved or waited for the customer."
    static var emits: [any Event.Type] { [TicketChanged.self] }

    var ticket: ID<Ticket>

    func perform(in tx: Transaction) throws -> Ticket {
        var record = try tx.find(ticket)
        try record.advance(to: .open, in: tx)
        try record.keep(in: tx)
        return record
    }
}
