import Customers
import Kernel

/// Who buys: private people, and some shops and offices that buy to sell on or to give away.
struct DemoPeople {
    /// One of them, before they are a customer.
    struct Person: Sendable {
        let name: String
        let email: String
        let phone: String?
        let country: String
        let isTrade: Bool
        /// How often they buy, against the others.
        let weight: Int
        /// On which of the shop's days they find it; most of the trade knows it from before.
        let findsShop: Int
        let note: String?
        let tags: [String]
    }

    let people: [Person]

    /// So many private people, all different, over so many days, and the trade.
    init(count: Int, over days: Int, _ chance: inout RandomnessGenerator) {
        var people: [Person] = []
        for firm in DemoNames.firms { people.append(Self.firm(firm, at: people.count, days, &chance)) }
        var names: Set<String> = []
        while names.count < count {
            let first = DemoNames.first[Int.random(in: 0..<DemoNames.first.count, using: &chance)]
            let last = DemoNames.last[Int.random(in: 0..<DemoNames.last.count, using: &chance)]
            guard names.insert("\(first) \(last)").inserted else { continue }
            people.append(Self.person(first, last, over: days, &chance))
        }
        self.people = people
    }

    private static func firm(
        _ firm: (name: String, email: String, country: String), at index: Int, _ days: Int,
        _ chance: inout RandomnessGenerator
    ) -> Person {
        let notes = [
            "Pays by invoice, fourteen days.", "Deliver before ten, through the yard.",
            "Orders for Mother's Day in January: ring in time.", nil, "Wants prices without VAT on the note.", nil,
        ]
        return Person(
            name: firm.name, email: firm.email, phone: phone(&chance), country: firm.country, isTrade: true,
            weight: Int.random(in: 24...60, using: &chance), findsShop: index % 5 == 4 ? days * (index % 3 + 1) / 4 : 0,
            note: notes[index % notes.count], tags: index % 4 == 0 ? ["trade", "reseller"] : ["trade"])
    }

    private static func person(
        _ first: String, _ last: String, over days: Int, _ chance: inout RandomnessGenerator
    ) -> Person {
        let host = DemoNames.mail[Int.random(in: 0..<DemoNames.mail.count, using: &chance)]
        let country = DemoNames.places[Int.random(in: 0..<DemoNames.places.count, using: &chance)]
        let hasPhone = country == "United Kingdom" && Int.random(in: 0..<3, using: &chance) == 0
        // Half of them buy once or twice and never again; a few come every month.
        let weight = [1, 1, 1, 1, 3, 6, 14][Int.random(in: 0..<7, using: &chance)]
        let findsShop = Int.random(in: 0..<3, using: &chance) == 0 ? 0 : Int.random(in: 1..<days, using: &chance)
        var tags: [String] = Int.random(in: 0..<4, using: &chance) == 0 ? ["newsletter"] : []
        if weight == 14, Int.random(in: 0..<3, using: &chance) == 0 { tags.append("regular") }
        let noted = Int.random(in: 0..<25, using: &chance) == 0
        return Person(
            name: "\(first) \(last)", email: "\(first.lowercased()).\(last.lowercased())@\(host)",
            phone: hasPhone ? phone(&chance) : nil, country: country, isTrade: false, weight: weight,
            findsShop: findsShop,
            note: noted ? DemoNames.notes[Int.random(in: 0..<DemoNames.notes.count, using: &chance)] : nil, tags: tags)
    }

    /// A number kept for stories: nobody is called by it.
    private static func phone(_ chance: inout RandomnessGenerator) -> String {
        let tail = "\(1_000 + Int.random(in: 0..<1_000, using: &chance))".dropFirst()
        return ["+44 20 7946 0\(tail)", "+44 161 496 0\(tail)", "+44 7700 900\(tail)"][
            Int.random(in: 0..<3, using: &chance)]
    }
}

extension DemoPeople.Person {
    /// The action that makes them a customer.
    var action: CreateCustomer {
        CreateCustomer(name: name, email: email, phone: phone, country: country, note: note)
    }

    /// How likely they buy on a day: eager when they have just found the shop, seldom later; the trade always.
    func eagerness(on day: Int) -> Int {
        let known = day - findsShop
        if known < 0 { return 0 }
        if isTrade { return weight * 4 }
        return known < 21 ? weight * 9 : known < 120 ? weight * 4 : weight * 2
    }
}

/// Names of people and places, put together by chance; whoever is really called so is not meant.
enum DemoNames {
    static let first = """
        Amelia Oliver Priya Mohammed Grace Callum Aisha Ewan Chloe Rhys Zainab Harry Niamh Kwame Sophie Jun Ines Tomasz Freya \
        Dev Isla Mateus Hannah Olufemi Poppy Luca Siobhan Arjun Martha Emeka Lucy Wei Elena Angus Nadia George Yasmin Piotr \
        Rosie Hiroshi Megan Samuel Leila Dylan Anneke Theo Farah Jack Ottilie Ravi Bethan Cormac Simone Edward Mei Louise \
        Ibrahim Alice Gareth Noor
        """.split(separator: " ").map(String.init)
    static let last = """
        Ashworth Patel Okafor MacLeod Hughes Nowak Begum Whitfield Sharma Doyle Chen Fairweather Khan Lindqvist Adeyemi Thornton \
        Rossi Campbell Nakamura Pritchard Silva Hussain Greenwood Kowalski Byrne Mensah Hargreaves Iyer Dubois Stewart Rahman \
        Holloway Vasquez Jenkins Bakker Mistry Blackwood Osei Fernandes Kaur Ellison Petrov Morgan Tanaka Lockhart Chowdhury \
        Redfern Abara Schmidt Gallagher Winterbourne Desai Ferreira Marsh Yilmaz Underhill Nguyen Sutcliffe Haddad Pemble
        """.split(separator: " ").map(String.init)
    static let firms: [(name: String, email: String, country: String)] = [
        ("The Corner Teashop", "orders@cornerteashop.example", "United Kingdom"),
        ("Wren & Daughters Florists", "hello@wrenflorists.example", "United Kingdom"),
        ("Harbour Street Books", "shop@harbourstreetbooks.example", "United Kingdom"),
        ("Meadow View Hotel", "reception@meadowview.example", "United Kingdom"),
        ("Little Acorns Nursery", "office@littleacorns.example", "United Kingdom"),
        ("Foxglove Interiors", "buying@foxglove.example", "United Kingdom"),
        ("Northgate Solicitors", "facilities@northgatelaw.example", "United Kingdom"),
        ("The Paper Lantern", "info@paperlantern.example", "Ireland"),
        ("Saltmarsh Gallery", "shop@saltmarsh.example", "United Kingdom"),
        ("Bluebell Farm Shop", "bluebell@farmshop.example", "United Kingdom"),
        ("Kestrel Coffee Roasters", "gifts@kestrelcoffee.example", "United Kingdom"),
        ("Maison Lavande", "bonjour@maisonlavande.example", "France"),
        ("Tillerman's Garden Centre", "purchasing@tillermans.example", "United Kingdom"),
        ("Oak Hill Primary School", "office@oakhill.example", "United Kingdom"),
        ("Geschenkhaus am Markt", "einkauf@geschenkhaus.example", "Germany"),
        ("Penny Farthing Antiques", "penny@pennyfarthing.example", "United Kingdom"),
        ("Lighthouse Trust Charity Shop", "shop@lighthousetrust.example", "United Kingdom"),
        ("Cadeaux & Co", "contact@cadeaux.example", "France"),
    ]
    static let places = [
        "United Kingdom", "United Kingdom", "United Kingdom", "United Kingdom", "United Kingdom", "United Kingdom",
        "United Kingdom", "United Kingdom", "United Kingdom", "United Kingdom", "United Kingdom", "Ireland", "Ireland",
        "France", "Germany", "Spain", "Netherlands", "United States",
    ]
    static let mail = ["example.com", "example.com", "example.org", "example.net", "mail.example", "post.example"]
    static let notes = [
        "Prefers to be written to, not rung.",
        "Sends presents straight to her grandchildren: no invoice in the parcel.",
        "Allergic to lavender; swap the tissue paper.", "Moved in spring, check the address.",
        "Writes a lovely letter after every order.", "Asks for the wrapping without ribbon.",
    ]
}
