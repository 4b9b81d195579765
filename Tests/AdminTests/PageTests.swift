import FaceFixtures
import Foundation
import Identity
import Kernel
import Platform
import StoreFixtures
import Testing

@Suite struct PageTests {
    static let attack = "<script>alert(1)</script>\"'&amp;"

    /// A page has the one script of ours and no other.
    private func hasForeignScript(_ page: Answer) -> Bool {
        let own = page.text.matches(of: /<script type="module" src="\/assets\/[0-9a-f]{12}\/main\.js"><\/script>/).count
        return page.text.components(separatedBy: "<script").count - 1 > own || own > 1
    }

    /// Every page that can be reached without a form: lists, views, records and the forms of all actions.
    private func addresses(_ stage: Stage, _ goods: Goods) -> [String] {
        let registry = stage.world.installation.registry
        var paths = ["/admin", "/reference", "/sign-in", "/set-up"]
        for query in registry.queries {
            let collection = query.name.collection.replacing("_", with: "-")
            if query.name.view == "list" { paths.append("/admin/\(collection)") }
            let target = query.fields.first { $0.name == query.route.parameter }
            let id = target.flatMap { goods.ids[$0.schema.entity ?? ""] }
            if query.name.view == "get", let id { paths.append("/admin/\(collection)/\(id)") }
            if query.name.view != "get" {
                let filter = query.route.parameter.flatMap { name in id.map { "?\(name)=\($0)" } } ?? ""
                paths.append("/admin/views/\(query.name)\(filter)")
            }
        }
        for action in registry.actions where action.route != nil {
            let target = action.fields.first { $0.name == action.route?.parameter }
            let id = target.flatMap { goods.ids[$0.schema.entity ?? ""] }
            let filled = target.flatMap { field in id.map { "?\(field.name)=\($0)" } } ?? ""
            paths.append("/admin/actions/\(action.name)\(filled)")
        }
        return paths
    }

    @Test func everyPageRendersAndIsEscaped() async throws {
        let stage = try await Stage.open(.sqlite)
        let goods = try await stage.stock(stage.key, title: Self.attack)
        let paths = addresses(stage, goods)
        #expect(paths.count > 80)
        for path in paths {
            let page = try await stage.page(path)
            let wanted = path == "/set-up" ? 303 : 200
            #expect(page.status == wanted, "\(path): \(page.text.prefix(2_000))")
            #expect(!hasForeignScript(page), "\(path)")
            #expect(!page.text.contains(" style="), "\(path): the content policy forbids it")
            #expect(!page.text.contains("javascript:"), "\(path)")
        }
        let product = try #require(goods.ids["prod"])
        let order = try #require(goods.ids["ord"])
        for path in [
            "/admin/products", "/admin/products/\(product)", "/admin/customers", "/admin/orders/\(order)",
            "/admin/roles",
        ] {
            #expect(try await stage.page(path).text.contains("&lt;script&gt;alert(1)&lt;/script&gt;"), "\(path)")
        }
    }

    @Test func whatIsInTheAddressIsEscapedToo() async throws {
        let stage = try await Stage.open(.sqlite)
        let sent = "%3Cscript%3Ealert(1)%3C%2Fscript%3E"
        let paths = [
            "/admin/orders?status=\(sent)", "/admin/orders?\(sent)=1", "/admin/orders?after=\(sent)", "/admin/\(sent)",
            "/admin/orders/\(sent)", "/admin/actions/\(sent)", "/admin/actions/brands.create?name=\(sent)",
            "/admin/views/\(sent)", "/sign-in?next=\(sent)", "/link/\(sent)", "/\(sent)",
        ]
        for path in paths {
            let page = try await stage.page(path)
            #expect(page.status < 500, "\(path)")
            #expect(!hasForeignScript(page), "\(path)")
        }
    }

    @Test func wrongFiltersAreShownWithWhatWasTyped() async throws {
        let stage = try await Stage.open(.sqlite)
        let page = try await stage.page("/admin/orders?status=lost&customer_id=bob&channel=webshop")
        #expect(page.status == 422)
        #expect(page.text.contains("value=\"bob\""))
        #expect(page.text.contains("value=\"webshop\""))
        #expect(page.text.contains("lost"))
        #expect(page.text.contains("role=\"alert\""))
        #expect(page.text.contains("aria-invalid"))
        let right = try await stage.page("/admin/orders?channel=webshop&status=")
        #expect(right.status == 200)
        #expect(right.text.contains("Nothing matches these filters"))
    }

    @Test func listsLeadToTheNextPageAndToRecords() async throws {
        let stage = try await Stage.open(.sqlite)
        for number in 1...3 {
            _ = try await stage.write(.post, "/v1/customers", ["name": .string("Customer \(number)")])
        }
        let page = try await stage.page("/admin/customers?limit=2")
        let next = try #require(page.text.firstMatch(of: /href="(\/admin\/customers\?[^"]*after=[^"]*)"/)?.1)
        let second = try await stage.page(String(next).replacing("&amp;", with: "&"))
        #expect(second.status == 200)
        #expect(second.text.contains("1 shown"))
        let record = try #require(page.text.firstMatch(of: /href="(\/admin\/customers\/cus_[^"]*)"/)?.1)
        #expect(try await stage.page(String(record)).status == 200)
    }

    @Test func whatIsNotThereIsAPageWithTheWayBack() async throws {
        let stage = try await Stage.open(.sqlite)
        for path in ["/admin/nothing", "/admin/views/nothing.list", "/admin/actions/nothing.do", "/admin/a/b"] {
            let page = try await stage.page(path)
            #expect(page.status == 404, "\(path)")
            #expect(page.text.contains("href=\"/admin\""))
            #expect(page.text.contains("sidenav"), "the way around stays")
        }
    }
}
