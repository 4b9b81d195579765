import Kernel
import Orders
import Platform

/// What customers wrote and rang about in the last days: answered, waiting for them, and still open.
struct DemoTickets {
    /// One of them, and what is done about it.
    enum Deed {
        case open(Ticket), take(Ticket), wait(Ticket), solve(Ticket)

        /// Which it is.
        var ticket: Ticket {
            switch self {
            case .open(let ticket), .take(let ticket), .wait(let ticket), .solve(let ticket): ticket
            }
        }
    }

    enum Ticket: Hashable, CaseIterable {
        case broken, everything, delivery, invoice
    }

    private let support: Caller
    private var ids: [Ticket: JSON] = [:]

    init(_ team: DemoTeam) { support = team.support }

    /// When what happens. `broken` is when the parcel with something broken in it was sent, `sent` that of whoever wants
    /// all the money back.
    static func moments(broken: Instant?, sent: Instant?, now: Instant) -> [(at: Instant, deed: Deed)] {
        var moments: [(at: Instant, deed: Deed)] = [
            (now - .hours(27), .open(.delivery)), (now - .hours(26), .take(.delivery)),
            (now - .hours(25), .wait(.delivery)), (now - .minutes(38), .open(.invoice)),
        ]
        if let broken {
            moments += [
                (broken + .hours(49), .open(.broken)), (broken + .hours(50), .take(.broken)),
                (broken + .hours(75), .solve(.broken)),
            ]
        }
        if sent != nil { moments.append((now - .minutes(99), .open(.everything))) }
        return moments
    }

    /// Does it; `order` is what the ticket is about, where it is about one.
    mutating func play(_ deed: Deed, about order: Order?, on stage: DemoStage) async throws {
        switch deed {
        case .open(let ticket):
            var input = Self.words(ticket).object ?? JSONObject()
            if let order { input["order"] = .string(order.id.description) }
            ids[ticket] = try await stage.attempt("tickets.create", .object(input), as: support)?["id"]
        case .take(let ticket): try await move(ticket, "tickets.assign", on: stage)
        case .wait(let ticket): try await move(ticket, "tickets.wait", on: stage)
        case .solve(let ticket):
            let said = "One has come back and is refunded. They are happy to order again."
            try await move(ticket, "tickets.solve", resolution: said, on: stage)
        }
    }

    private func move(
        _ ticket: Ticket, _ action: String, resolution: String? = nil, on stage: DemoStage
    ) async throws {
        guard let id = ids[ticket] else { return }
        var input = JSONObject([.init("ticket", id)])
        if let resolution { input["resolution"] = .string(resolution) }
        try await stage.attempt(action, .object(input), as: support)
    }

    private static func words(_ ticket: Ticket) -> JSON {
        switch ticket {
        case .broken:
            [
                "title": "One piece arrived broken", "channel": "email", "priority": "normal",
                "message": "The rest is lovely, but one has a crack from top to bottom. I can send a photograph.",
            ]
        case .everything:
            [
                "title": "Wants all of the money back", "channel": "phone", "priority": "high",
                "message": "Given twice, by two aunts. They kept the parcel closed and will post it tomorrow.",
            ]
        case .delivery:
            [
                "title": "Do you send to Jersey?", "channel": "email", "contact": "orla.whitcombe@example.org",
                "message": "And if you do, would it be there before the second Sunday of Advent?",
            ]
        case .invoice:
            [
                "title": "A copy of the invoice", "channel": "chat", "priority": "low",
                "contact": "accounts@fennelandrye.example",
                "message": "Our accounts department needs last month's once more, as a PDF.",
            ]
        }
    }
}
