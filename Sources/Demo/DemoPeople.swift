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
        /// After how many of the shop's days they find it; most know it from before.
        let findsShop: Int
    }

    let people: [Person]

    private static let first = """
        Amelia Oliver Priya Mohammed Grace Callum Aisha Ewan Chloe Rhys Zainab Harry Niamh Kwame Sophie Jun Ines Tomasz Freya \
        Dev Isla Mateus Hannah Olufemi Poppy Luca Siobhan Arjun Martha Emeka Lucy Wei Elena Angus Nadia George Yasmin Piotr \
        Rosie Hiroshi Megan Samuel Leila Dylan Anneke Theo Farah Jack Ottilie Ravi Bethan Cormac Simone Edward Mei Louise \
        Ibrahim Alice Gareth Noor
        """.split(separator: " ").map(String.init)
    private static let last = """
        Ashworth Patel Okafor MacLeod Hughes Nowak Begum Whitfield Sharma Doyle Chen Fairweather Khan Lindqvist Adeyemi Thornton \
        Rossi Campbell Nakamura Pritchard Silva Hussain Greenwood Kowalski Byrne Mensah Hargreaves Iyer Dubois Stewart Rahman \
        Holloway Vasquez Jenkins Bakker Mistry Blackwood Osei Fernandes Kaur Ellison Petrov Morgan Tanaka Lockhart Chowdhury \
        Redfern Abara Schmidt Gallagher Winterbourne Desai Ferreira Marsh Yilmaz Underhill Nguyen Sutcliffe Haddad Pemble
        """.split(separator: " ").map(String.init)
    private static let firms: [(String, String)] = [
        ("The Corner Teashop", "orders@cornerteashop.example"),
        ("Wren & Daughters Florists", "hello@wrenflorists.example"),
        ("Harbour Street Books", "shop@harbourstreetbooks.example"),
        ("Meadow View Hotel", "reception@meadowview.example"),
        ("Little Acorns Nursery", "office@littleacorns.example"), ("Foxglove Interiors", "buying@foxglove.example"),
        ("Northgate Solicitors", "facilities@northgatelaw.example"), ("The Paper Lantern", "info@paperlantern.example"),
        ("Saltmarsh Gallery", "shop@saltmarsh.example"), ("Bluebell Farm Shop", "bluebell@farmshop.example"),
        ("Kestrel Coffee Roasters", "gifts@kestrelcoffee.example"), ("Maison Lavande", "bonjour@maisonlavande.example"),
        ("Tillerman's Garden Centre", "purchasing@tillermans.example"),
        ("Oak Hill Primary School", "office@oakhill.example"),
        ("Geschenkhaus am Markt", "einkauf@geschenkhaus.example"),
        ("Penny Farthing Antiques", "penny@pennyfarthing.example"),
        ("Lighthouse Trust Charity Shop", "shop@lighthousetrust.example"), ("Cadeaux & Co", "contact@cadeaux.example"),
    ]
    private static let places = [
        "United Kingdom", "United Kingdom", "United Kingdom", "United Kingdom", "United Kingdom", "United Kingdom",
        "United Kingdom", "United Kingdom", "United Kingdom", "Ireland", "Ireland", "France", "Germany", "Netherlands",
        "United States",
    ]
    private static let mail = ["example.com", "example.com", "example.org", "mail.example", "post.example"]

    /// About two hundred, all different.
    init(_ chance: inout RandomnessGenerator) {
        var people: [Person] = Self.firms.map { (name, email) -> Person in
            let isAbroad = name.hasPrefix("Maison") || name.hasPrefix("Cadeaux")
            let country = isAbroad ? "France" : name.hasPrefix("Geschenk") ? "Germany" : "United Kingdom"
            return Person(
                name: name, email: email, phone: Self.phone(&chance), country: country, isTrade: true, weight: 12,
                findsShop: 0)
        }
        var names: Set<String> = []
        while people.count < 204 {
            let first = Self.first[Int.random(in: 0..<Self.first.count, using: &chance)]
            let last = Self.last[Int.random(in: 0..<Self.last.count, using: &chance)]
            guard names.insert("\(first) \(last)").inserted else { continue }
            let host = Self.mail[Int.random(in: 0..<Self.mail.count, using: &chance)]
            let country = Self.places[Int.random(in: 0..<Self.places.count, using: &chance)]
            let hasPhone = country == "United Kingdom" && Int.random(in: 0..<3, using: &chance) == 0
            // Half of them buy once or twice and never again; a few come every week.
            let weight = [1, 1, 1, 1, 3, 6, 16][Int.random(in: 0..<7, using: &chance)]
            let findsShop = Bool.random(using: &chance) ? 0 : Int.random(in: 1..<90, using: &chance)
            people.append(
                Person(
                    name: "\(first) \(last)", email: "\(first.lowercased()).\(last.lowercased())@\(host)",
                    phone: hasPhone ? Self.phone(&chance) : nil, country: country, isTrade: false, weight: weight,
                    findsShop: findsShop))
        }
        self.people = people
    }

    /// A number kept for stories: nobody is called by it.
    private static func phone(_ chance: inout RandomnessGenerator) -> String {
        let tail = "\(1_000 + Int.random(in: 0..<1_000, using: &chance))".dropFirst()
        return ["+44 20 7946 0\(tail)", "+44 161 496 0\(tail)", "+44 7700 900\(tail)"][
            Int.random(in: 0..<3, using: &chance)]
    }

    /// The actions that make them customers.
    var actions: [CreateCustomer] {
        people.map { (person: Person) -> CreateCustomer in
            CreateCustomer(name: person.name, email: person.email, phone: person.phone, country: person.country)
        }
    }
}
