import FaceFixtures
import Kernel
import Store
import StoreFixtures
import Testing

@Suite struct ListTests {
    @Test func everyLimitHasBoundsAndIsHeldToThem() async throws {
        let stage = try await Stage.open(.sqlite)
        let document = try await stage.send(.get, "/openapi.json").json
        var (seen, asked) = (0, 0)
        for path in document["paths"]?.object?.members ?? [] {
            let parameters = path.value["get"]?["parameters"]?.array ?? []
            guard let limit = parameters.first(where: { $0["name"]?.string == "limit" }) else { continue }
            #expect(limit["schema"]?["minimum"]?.int == 1 && limit["schema"]?["maximum"]?.int == 100, "\(path.key)")
            seen += 1
            if path.key.contains("{") { continue }
            // Some ask for more than a limit.
            guard try await stage.get("\(path.key)?limit=1").status == 200 else { continue }
            asked += 1
            let tooMany = try await stage.get("\(path.key)?limit=101")
            #expect(tooMany.status == 422 && tooMany.errors.keys.contains("limit"), "\(path.key)")
        }
        #expect(seen > 20 && asked > 20, "\(seen) have a limit, \(asked) were asked for too much")
        for limit in ["0", "101", "-1", "99999999999999999999", "1.5"] {
            let answer = try await stage.get("/v1/customers?limit=\(limit)")
            #expect(answer.status == 422 && answer.errors.keys.contains("limit"), "\(limit)")
        }
        #expect(try await stage.get("/v1/customers?limit=100").status == 200)
    }

    @Test(arguments: Engine.available) func pagesFollowEachOtherWithoutGapsOrDoubles(_ engine: Engine) async throws {
        let stage = try await Stage.open(engine)
        for number in 1...7 {
            #expect(
                try await stage.write(.post, "/v1/customers", ["name": .string("Customer \(number)")]).status == 201)
        }
        var seen: [String] = []
        var path = "/v1/customers?limit=3"
        for _ in 0..<5 {
            let page = try await stage.get(path).json
            let ids = (page["data"]?.array ?? []).compactMap { $0["id"]?.string }
            #expect(ids.count <= 3)
            seen += ids
            guard let next = page["next"]?.string else {
                #expect(page["has_more"] == false)
                break
            }
            #expect(page["has_more"] == true)
            path = "/v1/customers?limit=3&after=\(next)"
        }
        #expect(seen.count == 7)
        #expect(Set(seen).count == 7)
    }

    /// A page's schema takes no members that it does not name.
    @Test func everyMemberOfAnAnswerIsInTheDocument() async throws {
        let stage = try await Stage.open(.sqlite)
        for number in 1...3 {
            _ = try await stage.write(.post, "/v1/customers", ["name": .string("Customer \(number)")])
        }
        let document = try await stage.send(.get, "/openapi.json").json
        let operation = document["paths"]?["/v1/customers"]?["get"]
        let schema = operation?["responses"]?["200"]?["content"]?["application/json"]?["schema"]
        let name = try #require(schema?["$ref"]?.string?.split(separator: "/").last.map(String.init))
        let page = try #require(document["components"]?["schemas"]?[name]?.object)
        #expect(page["additionalProperties"] == false)
        let named = Set((page["properties"]?.object?.members ?? []).map(\.key))
        for path in ["/v1/customers?limit=1&count=true&cursors=true&q=customer", "/v1/customers"] {
            let answered = (try await stage.get(path).json.object?.members ?? []).map(\.key)
            #expect(answered.contains("filters"))
            #expect(named.isSuperset(of: answered), "\(answered)")
        }
    }

    /// One grammar for every list: pages both ways, the total, the cursor of each row.
    @Test(arguments: Engine.available) func pagesGoBackAndTotalsAreCounted(_ engine: Engine) async throws {
        let stage = try await Stage.open(engine)
        for number in 1...5 {
            _ = try await stage.write(.post, "/v1/customers", ["name": .string("Customer \(number)")])
        }
        let first = try await stage.get("/v1/customers?limit=2&count=true&cursors=true").json
        #expect(first["total"] == ["count": 5, "is_capped": false])
        #expect(first["previous"] == nil && first["cursors"]?.array?.count == 2)
        let next = try #require(first["next"]?.string)
        let second = try await stage.get("/v1/customers?limit=2&after=\(next)").json
        #expect(second["total"] == nil && second["cursors"] == nil)
        let previous = try #require(second["previous"]?.string)
        let back = try await stage.get("/v1/customers?limit=2&after=\(previous)").json
        #expect(back["data"] == first["data"] && back["next"] == first["next"])
        #expect(try await stage.get("/v1/customers?count=perhaps").errors.keys.contains("count"))
        #expect(try await stage.get("/v1/shop?count=true").status != 200)
    }

    @Test func valuesDaysAndAmountsAreOneGrammar() async throws {
        let stage = try await Stage.open(.sqlite)
        _ = try await stage.stock(stage.key)
        func count(_ query: String) async throws -> Int? {
            try await stage.get("/v1/orders?\(query)").json["data"]?.array?.count
        }
        let all = try #require(try await count(""))
        #expect(all > 0)
        #expect(try await count("status=pending,paid,fulfilled,cancelled,refunded") == all)
        #expect(try await count("status=!pending,paid,fulfilled,cancelled,refunded") == 0)
        #expect(try await count("placed=this-year&total=0..&sort=total") == all)
        #expect(try await count("placed=yesterday") == 0)
        let wrong = try await stage.get("/v1/orders?status=lost&placed=soon&total=much")
        #expect(wrong.status == 422 && Set(wrong.errors.keys) == ["status", "placed", "total"])
    }

    @Test func filtersAreEchoed() async throws {
        let stage = try await Stage.open(.sqlite)
        let goods = try await stage.stock(stage.key)
        let customer = try #require(goods.ids["cus"])
        let answer = try await stage.get("/v1/orders?status=pending&customer_id=\(customer)&limit=5").json
        #expect(answer["filters"]?["status"] != nil)
        #expect(answer["filters"]?["customer_id"]?.string == customer)
        #expect(answer["filters"]?["limit"]?.int == 5)
        #expect(try await stage.get("/v1/orders").json["filters"] == [:])
    }

    @Test func wrongFiltersAreNamedAllAtOnce() async throws {
        let stage = try await Stage.open(.sqlite)
        let answer = try await stage.get("/v1/orders?status=lost&colour=red&customer_id=bob&limit=many")
        #expect(answer.status == 422)
        #expect(Set(answer.errors.keys).isSuperset(of: ["colour", "customer_id", "limit"]))
        #expect(answer.errors.keys.contains { $0.hasPrefix("status") })
        for limit in ["0", "101", "-1", "9999999999999999999999"] {
            #expect(try await stage.get("/v1/orders?limit=\(limit)").status == 422, "\(limit)")
        }
        for cursor in ["nonsense", "W10", "WzFd", "%00", "e30"] {
            let answer = try await stage.get("/v1/orders?after=\(cursor)")
            #expect((400..<500).contains(answer.status), "\(cursor): \(answer.text)")
        }
    }

    @Test func addressesThatOthersRelyOnAnswerToo() async throws {
        let stage = try await Stage.open(.sqlite)
        let goods = try await stage.stock(stage.key)
        let order = try #require(goods.ids["ord"])
        let paid = try await stage.write(.patch, "/v1/orders/\(order)/status", ["status": "paid"])
        #expect(paid.status == 200, "\(paid.text)")
        #expect(paid.json["status"]?.string == "paid")
        let log = try await stage.get("/audit-logs?action=orders.set_status").json["data"]?.array
        #expect(log?.count == 1)
        #expect(log?.first?["subject"]?.string == order)
        let mart = try await stage.write(.post, "/v1/analytics/mart/refresh", [:])
        #expect(mart.status == 200 || mart.status == 201, "\(mart.text)")
        #expect(try await stage.get("/v1/analytics/daily-metrics").status == 200)
    }

    @Test func staleOrMalformedQueryStringsAreRefused() async throws {
        let stage = try await Stage.open(.sqlite)
        #expect(try await stage.get("/v1/orders?status=%ZZ").status == 400)
        #expect(try await stage.get("/v1/orders?status=%FF").status == 400)
        let many = (0..<1_100).map { "a\($0)=1" }.joined(separator: "&")
        #expect(try await stage.get("/v1/orders?\(many)").status == 400)
    }
}
