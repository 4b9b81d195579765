import Platform

/// The module's table of contents: tickets.
public enum SupportModule {
    /// What the registry collects.
    public static let module = Module(
        name: "support", summary: "Tickets: what customers want of the shop, and who takes care of it.",
        migrations: SupportSchema.migrations,
        resources: [Resource("tickets", of: Ticket.self, singular: "ticket", named: "number")],
        actions: [
            CreateTicket.self, UpdateTicket.self, AssignTicket.self, WaitForCustomer.self, SolveTicket.self,
            ReopenTicket.self,
        ],
        queries: [ListTickets.self, GetTicket.self], events: [TicketCreated.self, TicketChanged.self],
        checks: SupportChecks.all, lifecycles: [Lifecycle("Ticket", Ticket.lifecycle)],
        staffPermissions: SupportPolicies.staff)
}
