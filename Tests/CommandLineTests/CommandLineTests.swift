import Foundation
import FoundationNetworking
import Kernel
import Store
import StoreFixtures
import Testing

@Suite struct CommandLineTests {
    static let sales = """
        InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country
        536365,85123A,WHITE HANGING HEART,6,2010-12-01 08:26:00,2.55,17850,United Kingdom
        536365,71053,WHITE METAL LANTERN,6,2010-12-01 08:26:00,3.39,17850,United Kingdom
        536366,22633,HAND WARMER,10,2010-12-13 08:28:00,0.001,,France
        536366,22633,HAND WARMER,10,2010-12-13 08:28:00,1.85,,France
        536367,85123a,WHITE HANGING HEART,2,2011-01-02 10:00:00,2.95,17850,United Kingdom
        C536379,85123A,WHITE HANGING HEART,-1,2011-01-03 09:41:00,2.55,17850,United Kingdom
        536414,22139,,-5,2011-01-04 11:52:00,0,,United Kingdom

        """

    /// The whole way of a newcomer who brings their past: the commands of the manual, one after the other.
    @Test(arguments: Engine.available)
    func aMerchantBringsTheirPast(on engine: Engine) async throws {
        let martlet = try await Program(on: engine)
        let early = try martlet.run("shop", "list")
        #expect(early.status == 6 && early.errors.contains("martlet migrate"))
        #expect(try martlet.run("migrate").status == 0)
        let shop = try martlet.run("shop", "create", "gifts", "--currency", "GBP", "--time-zone", "Europe/London")
        #expect(shop.status == 0)
        let file = try martlet.write("sales.csv", Self.sales)
        let dry = try martlet.run("import", "orders", file, "--shop", "gifts", "--dry-run", "--json")
        #expect(dry.status == 0, "\(dry.errors)")
        #expect(try martlet.run("ask", "orders.list", "--shop", "gifts").json?["data"]?.array == [])
        let done = try martlet.run("import", "orders", file, "--shop", "gifts", "--json")
        #expect(done.status == 0, "\(done.errors)")
        let report = try martlet.run("report", "history", "--shop", "gifts", "--json").json
        #expect(report?["documents"]?["orders"]?.int == 3)
        #expect(report?["documents"]?["credit_notes"]?.int == 1)
        #expect(report?["documents"]?["stock_documents"]?.int == 1)
        #expect(report?["revenue_all_lines"]?["gross"]?.string == "60.05")
        #expect(report?["revenue_all_lines"]?["returns"]?.string == "2.55")
        #expect(report?["customers"]?["with_two_or_more_orders"]?.int == 1)
        let again = try martlet.run("import", "orders", file, "--shop", "gifts", "--json")
        #expect(again.status == 0, "\(again.errors)")
        #expect(try martlet.run("report", "history", "--shop", "gifts", "--json").json == report)
        let verified = try martlet.run("verify", "--shop", "gifts", "--json")
        #expect(verified.status == 0, "\(verified.output)")
    }

    @Test func exitCodesSayWhatHappened() async throws {
        let martlet = try await Program(on: .sqlite)
        #expect(try martlet.run("migrate").status == 0)
        #expect(try martlet.run("shop", "create", "a", "--currency", "EUR").status == 0)
        #expect(try martlet.run("shop", "create", "a", "--currency", "EUR").status == 4)
        #expect(try martlet.run("shop", "create", "b", "--currency", "NOPE").status == 2)
        #expect(try martlet.run("verify", "--shop", "nobody").status == 3)
        #expect(try martlet.run("do", "no.such", "--data", "{}").status == 3)
        #expect(try martlet.run("frobnicate").status == 2)
        #expect(try martlet.run("import", "orders", "missing.csv", "--shop", "a").status != 0)
    }

    @Test func anActionIsTriedThenDoneOnce() async throws {
        let martlet = try await Program(on: .sqlite)
        _ = try martlet.run("migrate")
        _ = try martlet.run("shop", "create", "a", "--currency", "EUR")
        let input = #"{"name":"Ada"}"#
        let dry = try martlet.run("do", "customers.create", "--data", input, "--dry-run")
        #expect(dry.status == 0 && dry.json?["effects"]?["events"]?.array?.count == 1, "\(dry.errors)")
        #expect(try martlet.run("ask", "customers.list").json?["data"]?.array == [])
        let first = try martlet.run("do", "customers.create", "--data", input, "--key", "k1", "--json")
        let second = try martlet.run("do", "customers.create", "--data", input, "--key", "k1", "--json")
        #expect(first.status == 0 && first.output == second.output)
        let other = try martlet.run("do", "customers.create", "--data", #"{"name":"Bob"}"#, "--key", "k1")
        #expect(other.status == 2 && other.errors.contains("idempotency_key_reused"))
        #expect(try martlet.run("ask", "customers.list").json?["data"]?.array?.count == 1)
    }

    /// Campaigns ask for chores; whoever does not rehearse knows nothing of them.
    @Test func choresAreThereForWhoeverRehearses() async throws {
        let martlet = try await Program(on: .sqlite)
        let input = #"{"course":"well","is_flow":false}"#
        #expect(try martlet.run("rehearse", "migrate").status == 0)
        #expect(try martlet.run("rehearse", "shop", "create", "a", "--currency", "EUR").status == 0)
        let asked = try martlet.run("rehearse", "do", "chores.ask", "--data", input, "--json")
        #expect(asked.status == 0 && asked.json?["job"]?.string != nil, "\(asked.errors)")
        #expect(try martlet.run("rehearse", "verify").output.contains("chores.done_once"))
        #expect(try martlet.run("do", "chores.ask", "--data", input).status == 3)
        #expect(try martlet.run("rehearse", "frobnicate").status == 2)
        #expect(try !martlet.run("help").output.contains("rehearse"))
    }

    /// The server starts, answers, and stops cleanly when it is told to.
    @Test func servesAndStops() async throws {
        let martlet = try await Program(on: .sqlite)
        _ = try martlet.run("migrate")
        _ = try martlet.run("shop", "create", "a", "--currency", "EUR")
        let (server, _, errors) = try martlet.process(["serve"], environment: ["MARTLET_HTTP": "127.0.0.1:0"])
        try server.run()
        var said = ""
        while !said.contains("/link/") {
            let data = errors.fileHandleForReading.availableData
            if data.isEmpty { break }
            said += String(decoding: data, as: UTF8.self)
        }
        let line = try #require(said.split(separator: "\n").first { $0.contains("listens on") })
        let address = try #require(URL(string: "http://" + line.split(separator: "//")[1]))
        let (health, _) = try await URLSession.shared.data(from: address.appendingPathComponent("health"))
        #expect(String(decoding: health, as: UTF8.self).contains("ok"))
        let (problem, response) = try await URLSession.shared.data(from: address.appendingPathComponent("v1/orders"))
        #expect((response as? HTTPURLResponse)?.statusCode == 401)
        #expect(try JSON(parsing: Array(problem))["code"]?.string == "unauthorized")
        server.terminate()
        server.waitUntilExit()
        #expect(server.terminationStatus == 0)
    }
}
