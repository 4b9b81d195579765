import Catalog
import Customers
import Inventory
import Kernel
import Ledger
import Orders
import Platform
import PlatformFixtures
import Store
import StoreFixtures
import Testing

@testable import Support

/// A shop with a customer who has bought tea, and another one.
struct HelpDesk {
    static let modules = [
        LedgerModule.module, CustomersModule.module, CatalogModule.module, InventoryModule.module,
        OrdersModule.module, SupportModule.module,
    ]

    let world: World
    let ada: ID<Customer>
    let bob: ID<Customer>
    let order: ID<Order>

    static func open(_ engine: Engine) async throws -> HelpDesk {
        let world = try await World.fresh(engine, modules: modules)
        try await world.perform(
            EnsureVariants(variants: [
                .init(sku: "TEA", title: "Tea", price: try UnitPrice("4.50", .gbp), isStocked: false)
            ]))
        let ada = try await world.perform(CreateCustomer(name: "Ada Lovelace")).id
        let bob = try await world.perform(CreateCustomer(name: "Bob Stone")).id
        let order = try await world.perform(
            PlaceOrder(lines: [OrderedLine(try Quantity(2), sku: "TEA")], customer: ada)
        ).id
        return HelpDesk(world: world, ada: ada, bob: bob, order: order)
    }
}

@Suite struct TicketTests {
    @Test(arguments: Engine.available) func aTicketAboutAnOrderIsAboutItsCustomer(_ engine: Engine) async throws {
        let desk = try await HelpDesk.open(engine)
        let ticket = try await desk.world.perform(CreateTicket(title: " The pot  is broken ", order: desk.order))
        #expect(ticket.number == "T-000001" && ticket.title == "The pot is broken" && ticket.customer == desk.ada)
        #expect(ticket.status == .open && ticket.priority == .normal && ticket.channel == .other)
        let problem = await desk.world.refusal {
            try await desk.world.perform(
                CreateTicket(title: "Mine", order: desk.order, customer: desk.bob))
        }
        #expect(problem?.errors.map(\.field) == ["customer"])
        #expect(try await desk.world.fetch(ListTickets(customerID: desk.ada)).data == [ticket])
        #expect(try await desk.world.fetch(ListTickets(orderID: desk.order)).data == [ticket])
        #expect(try await desk.world.fetch(ListTickets(customerID: desk.bob)).data.isEmpty)
        #expect(try await desk.world.events(TicketCreated.self).map(\.ticket) == [ticket.id])
        #expect(try await desk.world.verify() == [])
    }

    @Test(arguments: Engine.available) func onlyListedMovesHappen(_ engine: Engine) async throws {
        let desk = try await HelpDesk.open(engine)
        let ticket = try await desk.world.perform(CreateTicket(title: "Where is it?", customer: desk.bob)).id
        #expect(try await desk.world.perform(WaitForCustomer(ticket: ticket)).status == .waiting)
        #expect(
            await desk.world.refusal { try await desk.world.perform(WaitForCustomer(ticket: ticket)) }?.kind
                == .conflict)
        let silent = await desk.world.refusal {
            try await desk.world.perform(SolveTicket(ticket: ticket, resolution: "  "))
        }
        #expect(silent?.errors.map(\.field) == ["resolution"])
        let solved = try await desk.world.perform(SolveTicket(ticket: ticket, resolution: "Found it."))
        #expect(solved.status == .solved && solved.solvedAt != nil && solved.resolution == "Found it.")
        let again = try await desk.world.perform(ReopenTicket(ticket: ticket))
        #expect(again.status == .open && again.solvedAt == nil)
        let listed = try await desk.world.fetch(ListTickets(status: [.solved])).data
        #expect(listed.isEmpty)
        #expect(try await desk.world.verify() == [])
    }

    @Test(arguments: Engine.available) func whatIsLeftOutStaysAndWhatIsEmptyGoes(_ engine: Engine) async throws {
        let desk = try await HelpDesk.open(engine)
        let ticket = try await desk.world.perform(
            CreateTicket(title: "A question", message: "Which tea?", contact: "+44 131", priority: .high))
        var update = UpdateTicket(ticket: ticket.id)
        update.message = ""
        update.order = desk.order
        let changed = try await desk.world.perform(update)
        #expect(changed.message == nil && changed.contact == "+44 131" && changed.priority == .high)
        #expect(changed.customer == desk.ada && changed.order == desk.order)
        #expect(try await desk.world.fetch(ListTickets(q: "quest")).data.map(\.id) == [ticket.id])
        #expect(try await desk.world.fetch(ListTickets(q: "T-000001")).data.map(\.id) == [ticket.id])
    }

    @Test(arguments: Engine.available) func somebodyTakesCareOfIt(_ engine: Engine) async throws {
        let desk = try await HelpDesk.open(engine)
        let ticket = try await desk.world.perform(CreateTicket(title: "Help")).id
        let mine = try await desk.world.perform(AssignTicket(ticket: ticket))
        #expect(mine.assignedTo != nil)
        #expect(try await desk.world.fetch(ListTickets(mine: true)).data.map(\.id) == [ticket])
        let nobody = try await desk.world.perform(AssignTicket(ticket: ticket, to: ""))
        #expect(nobody.assignedTo == nil)
        #expect(try await desk.world.fetch(ListTickets(mine: true)).data.isEmpty)
        #expect(try await desk.world.fetch(ListTickets(assignedTo: [nil])).data.map(\.id) == [ticket])
    }
}
