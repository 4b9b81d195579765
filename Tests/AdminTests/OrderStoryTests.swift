import FaceFixtures
import Kernel
import Platform
import Store
import StoreFixtures
import Testing

@testable import Admin

/// What an order's page offers next, and what the page of its credit note tells.
@Suite struct OrderStoryTests {
    private static func made(_ stage: Stage, _ path: String, _ json: JSON = [:]) async throws -> JSON {
        let answer = try await stage.write(.post, path, json)
        guard (200...201).contains(answer.status) else {
            throw Problem(.internal, "fixture", "\(path): \(answer.text)")
        }
        return answer.json
    }

    /// An order for three teas of a shop, not paid yet.
    private static func ordered(_ stage: Stage) async throws -> String {
        let variant: JSON = ["sku": "TEA-1", "price": ["amount": "4.50", "currency": "GBP"]]
        _ = try await made(stage, "/v1/products", ["title": "Tea", "variants": [variant]])
        let place = try await made(stage, "/v1/locations", ["code": "MAIN", "name": "Barn"])
        let lines: JSON = [["sku": "TEA-1", "quantity": "50"]]
        let location = place["id"] ?? .null
        _ = try await made(stage, "/v1/inventory/actions/stock-in", ["location": location, "lines": lines])
        let order = try await made(stage, "/v1/orders", ["lines": [["sku": "TEA-1", "quantity": "3"]]])
        return order["id"]?.string ?? ""
    }

    /// The action of the main button; nil where there is none.
    private static func main(_ page: Answer) -> String? {
        let head = page.text.components(separatedBy: "</header>").dropLast().joined()
        return head.firstMatch(of: /btn btn-main" href="\/admin\/actions\/([a-z._]+)/).map { String($0.1) }
    }

    @Test func aFinishedOrderHasNoNextStep() async throws {
        let stage = try await Stage.open(.sqlite)
        let order = try await Self.ordered(stage)
        for (next, verb) in [("orders.mark_paid", "mark-paid"), ("orders.fulfil", "fulfil")] {
            #expect(try await Self.main(stage.page("/admin/orders/\(order)")) == next)
            _ = try await Self.made(stage, "/v1/orders/\(order)/actions/\(verb)")
        }
        let page = try await stage.page("/admin/orders/\(order)")
        #expect(page.status == 200 && Self.main(page) == nil)
        let beside = "btn wide-only\" href=\"/admin/actions/orders.refund?"
        #expect(page.text.contains(beside), "beside, not as the next step")
    }

    @Test(arguments: Engine.available)
    func aCreditNoteTellsForWhichOrderItWasIssued(on engine: Engine) async throws {
        let stage = try await Stage.open(engine)
        let order = try await Self.ordered(stage)
        for verb in ["mark-paid", "fulfil"] { _ = try await Self.made(stage, "/v1/orders/\(order)/actions/\(verb)") }
        stage.world.clock.advance(by: .minutes(1))
        let note = try await Self.made(stage, "/v1/orders/\(order)/actions/refund", ["restock": true])
        let page = try await stage.page("/admin/credit-notes/\(note["id"]?.string ?? "")")
        let story = try #require(page.text.components(separatedBy: "id=\"timeline\"").last)
        #expect(story.contains("Credit note issued") && story.contains(": Refunded"))
        #expect(story.contains("Order <a href=\"/admin/orders/\(order)\">"))
        #expect(story.contains("Moves booked"), "the goods went back on the shelf")
    }
}
