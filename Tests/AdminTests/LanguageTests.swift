import FaceFixtures
import Foundation
import Identity
import Kernel
import Localisation
import Platform
import StoreFixtures
import Testing

@testable import Admin

/// Pages in the reader's language, numbers in their way of writing.
@Suite struct LanguageTests {
    /// Words of the frame, of lists and of states that would stand on an orders page in English.
    static let english = [
        "Skip to content", "Sign out", "Search or do anything", "Sign in", "Columns", "Add filter", "Export",
        "Previous",
        "Next", "Settings", "Home", "Customers", "Orders", "Products", "Paid", "Unpaid", "Payment", "Fulfilment",
        "Number",
        "Placed", "Help for this page", "Choose all on this page", "Normal rows", "Compact rows", "Breadcrumb",
    ]

    @Test(arguments: ["es", "fr"])
    func thePagesOfOrdersHaveNoEnglishWords(_ language: String) async throws {
        let stage = try await Stage.open(.sqlite)
        let goods = try await stage.stock(stage.key)
        let order = try #require(goods.ids["ord"])
        for path in ["/admin/orders", "/admin/orders/\(order)", "/admin/orders?status=nothing", "/admin/orders/ord_x"] {
            let page = try await stage.page(path, headers: ["Accept-Language": "\(language)-XX, en;q=0.5"])
            #expect(page.text.contains("<html lang=\"\(language)\""))
            let words = Set(PageText.words(page).map { $0.trimmingCharacters(in: .whitespacesAndNewlines) })
            #expect(words.intersection(Self.english) == [], "\(path) in \(language)")
            #expect(PageText.bareKeys(page) == [], "\(path) in \(language)")
        }
        let english = Set(PageText.words(try await stage.page("/admin/orders")))
        #expect(english.intersection(Self.english).count > 10, "the words are looked for as they stand there")
    }

    @Test(arguments: ["es", "fr"])
    func noPageHasEnglishWordsBetweenOthers(_ language: String) async throws {
        let stage = try await Stage.open(.sqlite)
        let goods = try await stage.stock(stage.key)
        let paths = [
            "", "/products", "/products/\(goods.ids["prod"] ?? "")", "/customers", "/stock-levels", "/stock-moves",
            "/stock-overview", "/locations", "/imports", "/import", "/analytics", "/analytics/cohorts", "/inbox", "/me",
            "/team", "/roles", "/roles-matrix", "/api-keys", "/sessions", "/settings", "/audit-entries", "/events",
            "/help", "/menu", "/actions/products.create", "/actions/inventory.stock_in", "/actions/team.invite",
        ]
        for path in paths {
            let page = try await stage.page("/admin\(path)", headers: ["Accept-Language": language])
            #expect(page.status == 200, "\(path)")
            let words = Set(PageText.words(page).map { $0.trimmingCharacters(in: .whitespacesAndNewlines) })
            #expect(words.intersection(Self.english) == [], "\(path) in \(language)")
            #expect(PageText.bareKeys(page) == [], "\(path) in \(language)")
        }
    }

    @Test func whatAPersonChoseComesBeforeWhatTheirBrowserAsksFor() async throws {
        let stage = try await Stage.open(.sqlite)
        func language(_ accepted: String?) async throws -> String? {
            let headers = accepted.map { ["Accept-Language": $0] } ?? [:]
            let page = try await stage.page("/admin/orders", headers: headers)
            return page.text.firstMatch(of: /<html lang="([^"]+)"/).map { String($0.1) }
        }
        #expect(try await language(nil) == "en")
        #expect(try await language("de, fr;q=0.8, en;q=0.1") == "fr")
        #expect(try await language("xx") == "en")
        #expect(try await language("*;q=;;,") == "en")
        #expect(try await stage.submit("/admin/me", ["locale": "es"]).status == 303)
        #expect(try await language("fr") == "es")
        let other = try await stage.submit("/admin/me", ["locale": "", "theme": "dark"])
        #expect(other.status == 303)
        #expect(try await language("fr") == "fr", "without a choice the browser is asked again")
        #expect(try await stage.page("/admin").text.contains("data-theme=\"dark\""))
    }

    @Test func wordsAreThereInEveryLanguageOfTheShell() {
        #expect(Tongue.catalogue.faults == [])
        #expect(Set(Tongue.catalogue.languages.map(\.description)).isSuperset(of: ["en", "es", "fr"]))
    }

    private static func texts(_ language: String) throws -> [String: String] {
        let lines = try #require(CatalogueTexts.all[language]).split(separator: "\n")
        return Dictionary(
            lines.compactMap { (line: Substring) -> (String, String)? in
                line.firstIndex(of: "\t").map { (String(line[..<$0]), String(line[line.index(after: $0)...])) }
            }, uniquingKeysWith: { first, _ in first })
    }

    /// Every language has all that English has, and takes the same arguments. What only others have are words for which
    /// English is what the refusal itself says.
    @Test(arguments: ["es", "fr"])
    func cataloguesAreCompleteAndTakeTheSameArguments(_ language: String) throws {
        let (english, own) = (try Self.texts("en"), try Self.texts(language))
        #expect(english.count > 1_000)
        #expect(english.keys.filter { own[$0] == nil }.sorted() == [])
        let more = own.keys.filter { english[$0] == nil && !$0.hasPrefix("problem.") && !$0.hasPrefix("wrong.") }
        #expect(more.sorted() == [], "nobody asks for these")
        let tag = try #require(LocaleTag(language))
        for (key, source) in english {
            guard let text = own[key] else { continue }
            let arguments = try Message(text, locale: tag).arguments
            let wanted = try Message(source, locale: .english).arguments
            #expect(arguments == wanted, "\(language) \(key)")
            #expect(text != source || source.split(separator: " ").count < 4, "\(language) \(key) is in English")
        }
    }
}
