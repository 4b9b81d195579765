import Kernel
import Testing

enum Carrier: String, Codable, CaseIterable { case post, courier }

struct Line: Codable, Equatable {
    var product: ID<Product>
    var quantity: Quantity
    var unitPrice: UnitPrice?
}

struct PlaceOrder: Codable, Equatable {
    var customerEmail: String
    var orderID: ID<Order>
    var lines: [Line]
    var carrier: Carrier
    var total: Money
    var placedAt: Instant
    var attributes: [String: String]
    var isGift: Bool
    var note: String?
}

@Suite struct WireTests {
    static let order = PlaceOrder(
        customerEmail: "ada@example.com", orderID: .sample,
        lines: [Line(product: .sample, quantity: Quantity(micros: 2_500_000), unitPrice: nil)], carrier: .courier,
        total: Money(12_50, .gbp), placedAt: .seconds(1_772_366_400), attributes: ["someKey": "b", "a_key": "\"x\"\n"],
        isGift: false)

    @Test func writesSnakeCaseAndLeavesNilOut() throws {
        let text = String(decoding: try Wire.encode(Self.order), as: UTF8.self)
        #expect(
            text == """
                {"customer_email":"ada@example.com","order_id":"ord_01j0000000e008000000000001","lines":[{"product":\
                "prd_01j0000000e008000000000001","quantity":"2.5"}],"carrier":"courier","total":{"amount":"12.50",\
                "currency":"GBP"},"placed_at":"2026-03-01T12:00:00Z","attributes":{"a_key":"\\"x\\"\\n","someKey":"b"},\
                "is_gift":false}
                """)
    }

    @Test func readsWhatItWrote() throws {
        #expect(try Wire.decode(PlaceOrder.self, from: Wire.encode(Self.order)) == Self.order)
    }

    @Test func namesEveryWrongFieldAtOnce() throws {
        let text = """
            {"customer_email":7,"order_id":"prd_01j0000000e008000000000001","lines":[{"product":"x","quantity":"1.2345678"},
            {"product":"prd_01j0000000e008000000000001","quantity":3,"colour":"red"}],"carrier":"pigeon",
            "total":{"amount":"1.234","currency":"GBP"},"attributes":{"k":5},"is_gift":null,"note":null,"extra":1}
            """
        let problem = try #require(throws: Problem.self) { try Wire.decode(PlaceOrder.self, from: Array(text.utf8)) }
        #expect(problem.kind == .invalid && problem.code == "validation_failed")
        let found = problem.errors.map { "\($0.field) \($0.code)" }
        #expect(
            found == [
                "customer_email wrong_type", "order_id wrong_kind_of_id", "lines[0].product malformed_id",
                "lines[0].quantity too_many_decimals", "lines[1].colour unknown_field", "carrier unknown_value",
                "total.amount too_many_decimals", "placed_at required", "attributes.k wrong_type", "is_gift required",
                "extra unknown_field",
            ])
        #expect(problem.errors[5].message == "Expected one of: post, courier.")
        #expect(problem.errors[0].message == "Expected text, got a whole number.")
    }

    /// An answer must not grow beyond the document it refuses.
    @Test func namesAHundredWrongFieldsAtMost() throws {
        struct Small: Codable { var name: String }
        let unknown = (0..<5_000).map { "\"f\($0)\":1" }.joined(separator: ",")
        let problem = try #require(throws: Problem.self) {
            try Wire.decode(Small.self, from: Array("{\(unknown)}".utf8))
        }
        #expect(problem.kind == .invalid && problem.errors.count == 100)
    }

    @Test func passesOverUnknownFieldsWhenAsked() throws {
        struct Small: Codable, Equatable { var name: String }
        let json = try JSON(parsing: #"{"name":"a","other":1}"#)
        #expect(try Wire.decode(Small.self, from: json, refusingUnknown: false) == Small(name: "a"))
        #expect(throws: Problem.self) { try Wire.decode(Small.self, from: json) }
    }

    @Test func typesWithoutMembersTakeOnlyTheEmptyObject() throws {
        struct Nothing: Codable {}
        #expect(throws: Never.self) { try Wire.decode(Nothing.self, from: Array("{}".utf8)) }
        #expect(String(decoding: try Wire.encode(Nothing()), as: UTF8.self) == "{}")
        for text in [#"{"a":1}"#, "5", "null"] {
            #expect(throws: Problem.self) { try Wire.decode(Nothing.self, from: Array(text.utf8)) }
        }
    }

    @Test func otherProblemsComeAsTheyAre() throws {
        struct Locked: Decodable {
            init(from decoder: any Decoder) throws { throw Problem(.conflict, "locked", "Locked.") }
        }
        let problem = try #require(throws: Problem.self) { try Wire.decode([Locked].self, from: Array("[1]".utf8)) }
        #expect(problem.code == "locked")
    }

    @Test(arguments: [
        ("orderID", "order_id"), ("htmlURL", "html_url"), ("name", "name"), ("unitPrice", "unit_price"),
        ("line2Text", "line2_text"), ("URLPath", "url_path"), ("already_snake", "already_snake"),
    ])
    func snakeCase(_ camel: String, _ snake: String) { #expect(SnakeCase.name(camel) == snake) }

    @Test func problemDocument() throws {
        var problem = Problem(
            .conflict, "orders.not_cancellable", "This order cannot be cancelled.", remedy: "Refund it.",
            details: ["state": "shipped"])
        problem.requestID = "r1"
        let json = try Wire.json(problem)
        #expect(
            json == [
                "type": "/problems/orders.not_cancellable", "title": "This order cannot be cancelled.", "status": 409,
                "code": "orders.not_cancellable", "remedy": "Refund it.", "details": ["state": "shipped"],
                "request_id": "r1",
            ])
        #expect(try Wire.decode(Problem.self, from: json) == problem)
    }

    @Test func internalProblemsKeepTheirParticulars() throws {
        let problem = try #require(throws: Problem.self) { try invariant(false, "stock is below zero") }
        #expect(problem.detail == "stock is below zero")
        #expect(try Wire.json(problem)["detail"] == nil)
    }
}
