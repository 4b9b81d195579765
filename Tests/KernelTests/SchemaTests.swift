import Kernel
import Testing

struct Address: Codable {
    var street: String
    var country: String?
}
struct Comment: Codable {
    var text: String
    var replies: [Comment]
}
struct Tree: Codable {
    var value: Int
    var children: [String: Tree]?
    var parent: [Tree]?
}
enum Undeclared: String, Codable { case one }
enum Payload: Codable { case amount(Int), nothing }
struct Page<Item: Codable>: Codable {
    var items: [Item]
    var next: String?
}
enum Sales { struct State: Codable { var name: String } }
enum Stock { struct State: Codable { var count: Int } }

struct Everything: Codable {
    var id: ID<Order>
    var about: Reference
    var name: String
    var nickName: String?
    var carrier: Carrier
    var second: Carrier?
    var address: Address
    var other: Address?
    var comments: [Comment]
    var labels: [String: Int]
    var grid: [[Double]]
    var tags: Set<String>
    var total: Money
    var price: UnitPrice
    var quantity: Quantity
    var placedAt: Instant
    var dueOn: CalendarDate
    var month: YearMonth
    var zone: TimeZoneID
    var currency: Currency
    var small: Int8
    var isGift: Bool
    var extra: JSON
}

@Suite struct SchemaTests {
    @Test func describesEverything() throws {
        let registry = SchemaRegistry()
        let json = registry.resolve(try registry.describe(Everything.self)).json()
        #expect(json["properties"]?["address"] == ["$ref": "#/components/schemas/Address"])
        #expect(json["properties"]?["nick_name"] == ["type": "string"])
        #expect(json["properties"]?["carrier"] == ["type": "string", "enum": ["post", "courier"]])
        #expect(
            json["properties"]?["comments"] == ["type": "array", "items": ["$ref": "#/components/schemas/Comment"]])
        #expect(json["properties"]?["labels"] == ["type": "object", "additionalProperties": ["type": "integer"]])
        #expect(
            json["properties"]?["grid"] == ["type": "array", "items": ["type": "array", "items": ["type": "number"]]])
        #expect(json["properties"]?["total"] == ["$ref": "#/components/schemas/Money"])
        #expect(json["properties"]?["small"] == ["type": "integer", "minimum": -128, "maximum": 127])
        #expect(json["properties"]?["id"]?["x-entity"] == "ord")
        #expect(json["properties"]?["placed_at"]?["format"] == "date-time")
        #expect(json["additionalProperties"] == false)
        let optional = try registry.fields(of: Everything.self).filter { !$0.isRequired }.map(\.name)
        #expect(optional == ["nick_name", "second", "other"])
        #expect(Set(registry.components.keys) == ["Everything", "Address", "Comment", "Money", "UnitPrice"])
    }

    @Test func recursiveTypesReferToThemselves() throws {
        let registry = SchemaRegistry()
        _ = try registry.describe(Tree.self)
        let tree = try #require(registry.componentsJSON()["Tree"])
        #expect(tree["properties"]?["children"]?["additionalProperties"] == ["$ref": "#/components/schemas/Tree"])
        #expect(tree["properties"]?["parent"]?["items"] == ["$ref": "#/components/schemas/Tree"])
        #expect(tree["required"] == ["value"])
    }

    @Test func namesComponents() throws {
        let registry = SchemaRegistry()
        #expect(try registry.describe(Page<Address>.self).shape == .reference("PageOfAddress"))
        #expect(try registry.describe(Sales.State.self).shape == .reference("SalesState"))
        #expect(try registry.describe(Stock.State.self).shape == .reference("StockState"))
    }

    @Test func whatCannotBeDescribedSaysWhy() {
        struct Bad: Codable { var choice: Undeclared }
        struct Worse: Codable { var payload: Payload }
        let first = #expect(throws: (any Error).self) { try SchemaRegistry().describe(Bad.self) }
        #expect("\(first!)".contains("CaseIterable"))
        #expect(throws: (any Error).self) { try SchemaRegistry().describe(Worse.self) }
    }

    @Test func defaultsAreNotRequired() throws {
        struct Filter: Codable {
            var limit: Int
            enum CodingKeys: String, CodingKey { case limit }
            init(from decoder: any Decoder) throws {
                let container = try decoder.container(keyedBy: CodingKeys.self)
                limit = try container.decodeIfPresent(Int.self, forKey: .limit) ?? 50
            }
        }
        #expect(try SchemaRegistry().fields(of: Filter.self).map(\.isRequired) == [false])
        #expect(try Wire.decode(Filter.self, from: Array("{}".utf8)).limit == 50)
    }

    @Test func examplesDecode() throws {
        let registry = SchemaRegistry()
        let schema = try registry.describe(Everything.self)
        for complete in [true, false] {
            let example = registry.example(of: schema, complete: complete)
            _ = try Wire.decode(Everything.self, from: example)
            #expect(example == registry.example(of: schema, complete: complete))
        }
        let tree = try registry.describe(Tree.self)
        _ = try Wire.decode(Tree.self, from: registry.example(of: tree))
    }

    @Test(arguments: UInt64(0)..<60)
    func randomDocumentsDecodeAndReadBack(seed: UInt64) throws {
        var chance = seeded(seed)
        let registry = SchemaRegistry()
        let schema = try registry.describe(Everything.self)
        let document = registry.random(of: schema, using: &chance)
        let value = try Wire.decode(Everything.self, from: document)
        let again = try Wire.encode(Wire.decode(Everything.self, from: Wire.encode(value)))
        #expect(try JSON(parsing: again)["comments"] == Wire.json(value)["comments"])
        #expect(try JSON(parsing: again)["total"] == document["total"])
        let tree = registry.random(of: try registry.describe(Tree.self), using: &chance)
        _ = try Wire.decode(Tree.self, from: tree)
    }

    @Test func textBecomesValuesBySchema() throws {
        let registry = SchemaRegistry()
        let fields = try registry.fields(of: Everything.self)
        func value(_ name: String, _ text: String) -> JSON? {
            fields.first { $0.name == name }.map { registry.json(of: text, for: $0.schema) }
        }
        #expect(value("small", "12") == 12 && value("small", "x") == "x")
        #expect(value("is_gift", "yes") == true && value("name", "12") == "12")
        #expect(value("total", "GBP 12.50") == ["amount": "12.50", "currency": "GBP"])
        #expect(value("tags", "a, b") == ["a", "b"] && value("tags", "") == [])
        #expect(value("grid", "[[1.5]]") == [[1.5]])
        #expect(value("address", #"{"street":"x"}"#) == ["street": "x"] && value("address", "x") == "x")
    }
}
