import Localisation
import Testing

@Suite struct WordsTests {
    private static let catalogue = Catalogue([
        "en": """
        orders.title\tOrders
        orders.count\t{count, plural, =0 {No orders} one {# order} other {# orders}} of {name}
        only.english\tOnly here
        nested\t{a, plural, one {one {name}} other {# for {b, plural, one {# guest} other {# guests}}}}
        """,
        "fr":
            "orders.title\tCommandes\norders.count\t{count, plural, one {# commande} other {# commandes}} de {name}\n",
        "es": "orders.count\t{count, plural, one {# pedido} many {# de pedidos} other {# pedidos}} de {name}\n",
    ])

    private func words(_ locale: String) throws -> Words {
        Words(Self.catalogue, locale: try #require(LocaleTag(locale)))
    }

    @Test func textsAreFoundInTheLanguageThenInEnglish() throws {
        let french = try words("fr-CA")
        #expect(french("orders.title") == "Commandes")
        #expect(french("only.english") == "Only here")
        #expect(french("not.there") == "not.there")
        #expect(french.optional("not.there") == nil)
        #expect(french.language.description == "fr")
        #expect(try words("nl").language == .english)
        #expect(Self.catalogue.faults.isEmpty)
        #expect(Self.catalogue.languages.map(\.description) == ["en", "es", "fr"])
    }

    @Test(
        arguments: [
            ("en", 0, "No orders of Ann"), ("en", 1, "1 order of Ann"), ("en", 12_345, "12,345 orders of Ann"),
            ("en", -1, "−1 order of Ann"), ("fr", 0, "0 commande de Ann"), ("fr", 1, "1 commande de Ann"),
            ("fr", 2, "2 commandes de Ann"), ("es", 0, "0 pedidos de Ann"), ("es", 1, "1 pedido de Ann"),
            ("es", 2_000_000, "2.000.000 de pedidos de Ann"), ("de", 1234, "1.234 orders of Ann"),
        ] as [(String, Int, String)])
    func pluralsFollowTheLanguage(_ locale: String, _ count: Int, _ text: String) throws {
        #expect(try words(locale)("orders.count", ["count": count, "name": "Ann"]) == text)
    }

    @Test func pluralsNestAndEachSaysItsOwnNumber() throws {
        let english = try words("en")
        #expect(english("nested", ["a": 2, "b": 1, "name": "x"]) == "2 for 1 guest")
        #expect(english("nested", ["a": 1, "b": 1, "name": "x"]) == "one x")
    }

    @Test func anArgumentThatIsMissingOrOfAnotherKindShowsAsItsName() throws {
        let english = try words("en")
        #expect(english("orders.count", ["count": 1]) == "1 order of {name}")
        #expect(english("orders.count", ["count": "many", "name": "Ann"]) == "{count} of Ann")
    }

    @Test func textsOfPeopleAreNotReadAsMessages() throws {
        #expect(try words("en")("orders.count", ["count": 3, "name": "{count} # '"]) == "3 orders of {count} # '")
    }

    @Test(arguments: [
        "{", "}", "a } b", "{}", "{name", "{count, select, other {x}}", "{count, plural, one {x}}",
        "{count, plural, few {x} other {y}}", "{count, plural, =x {x} other {y}}", "{count, plural, other {x}",
        "{count plural}",
    ])
    func textsThatAreNoMessagesAreFaultsAndSaidAsTheyAre(_ text: String) {
        let catalogue = Catalogue(["en": "key\t\(text)\n"])
        #expect(catalogue.faults.count == 1)
        #expect(Words(catalogue, locale: .english)("key") == text)
    }

    @Test func apostrophesAndSignsAreThemselves() throws {
        let message = try Message("l'atelier, c’est # 100 %", locale: .english)
        #expect(message.text([:], .of(.english)) == "l'atelier, c’est # 100 %")
        #expect(message.arguments.isEmpty)
        #expect(try Message("{b} {a, plural, other {{c}}}", locale: .english).arguments == ["a", "b", "c"])
    }
}
