import Identity
import Kernel
import Localisation
import Platform
import Web

/// What every page is made with: who looks, at which shop, in which language, and the ways around. Made once for each
/// request; pages are functions of it and of what was read.
struct Desk: Sendable {
    let who: Authenticated
    let shop: Shop
    /// How this person likes their pages.
    let taste: Taste
    let words: Words
    let format: LocaleFormat
    /// The one time of the request.
    let now: Instant
    let registry: Registry
    let rooms: Rooms
    let links: RecordLinks
    /// The address of the page with its query, as it was asked.
    let address: PageAddress
    /// What goes into audit rows and logs.
    let request: RequestContext
    /// The saved views of the list that the page shows.
    var saved: [JSON] = []
    /// Records that the page has opened: what else is read of them does not ask again whether they may be.
    var opened: Set<Reference> = []
    /// Names of the records, the people and the keys that the page mentions, by id.
    var names: [String: String] = [:]
    /// All records of the kinds of which there are few, by the prefix of their ids: what a form's field chooses from.
    var short: [String: [(id: String, name: String)]] = [:]
    /// What fields of the page's form choose from, by field.
    var choices: [String: FieldChoices] = [:]
    /// What the fields of the page's form say.
    var filled = FormFields([])
    /// What is offered at fields whose text does not say which record is meant, by field.
    var near: [String: NearRecords] = [:]

    /// Who looks, as the audit log calls them.
    var caller: Caller { who.caller }
    /// The request as its log lines call it.
    var requestID: String { request.requestID }
    /// Reads as this person.
    var invocation: Invocation {
        var invocation = who.invocation(request)
        invocation.opened = opened
        return invocation
    }
    /// Their name.
    var person: String { who.user?.name ?? who.caller.principal }

    /// Words for a key.
    func say(_ key: String, _ arguments: [String: any Argument] = [:]) -> String { words(key, arguments) }

    /// What a member is called: in this collection, else anywhere, else by its own name.
    func label(_ field: String, in collection: String = "") -> String {
        let last = field.split(separator: ".").last.map(String.init) ?? field
        return words.optional("field.\(collection).\(field)") ?? words.optional("field.\(field)")
            ?? words.optional("field.\(last)") ?? Naming.words(last)
    }

    /// What a value of a list of choices is called.
    func stateWord(_ value: String, field: String = "") -> String {
        words.optional("state.\(field).\(value)") ?? words.optional("state.\(value)") ?? Naming.words(value)
    }

    /// What a collection is called: `Credit notes`.
    func collectionName(_ collection: String) -> String {
        words.optional("collection.\(collection)") ?? Naming.words(collection)
    }

    /// What one record of it is called: `credit note`.
    func singular(_ collection: String) -> String {
        if let word = words.optional("singular.\(collection)") { return word }
        let resource = registry.modules.flatMap(\.resources).first { $0.collection == collection }
        return resource?.singular ?? Naming.words(collection).lowercased()
    }

    /// What an action is called on its button: `Cancel order`.
    func actionLabel(_ action: ActionEntry) -> String {
        if let word = words.optional("action.\(action.name.rawValue)") { return word }
        let verb = Naming.words(action.name.verb)
        return action.name.verb.contains("_") ? verb : "\(verb) \(singular(action.name.collection))"
    }

    /// What an action is called, by its name.
    func actionWord(_ name: String) -> String {
        (try? registry.action(name)).map(actionLabel) ?? Naming.words(name)
    }

    /// The name of whoever a principal is: a person, a key, a part of Martlet.
    func personName(_ principal: String) -> String {
        if let name = names[principal] { return name }
        if principal.hasPrefix("system:") { return say("person.system") }
        return principal
    }

    /// The shop's money, in the reader's way of writing it.
    func money(_ money: Money) -> String { format.money(money) }

    /// A moment in the shop's zone, short.
    func moment(_ instant: Instant) -> String { format.moment(instant, in: shop.timeZone, now: now) }

    /// A moment in the shop's zone with its offset, for titles.
    func fullMoment(_ instant: Instant) -> String { format.full(instant, in: shop.timeZone) }

    /// A day, with its year when that is not this one.
    func day(_ date: CalendarDate) -> String { format.date(date, .short(today: today)) }

    /// The day it is in the shop.
    var today: CalendarDate { ZonedCalendar(shop.timeZone).date(of: now) }

    /// The queries and actions this person may use.
    func may(_ permission: Permission) -> Bool { caller.may(permission) }

    /// The action, if it has a form and this person may perform it.
    func action(_ name: String) -> ActionEntry? {
        guard let entry = try? registry.action(name), entry.route != nil, caller.may(entry.permission) else {
            return nil
        }
        return entry
    }
}

/// How somebody likes their pages.
struct Taste: Sendable {
    /// `auto`, `light` or `dark`.
    var theme = "auto"
    /// `normal` or `compact`.
    var density = "normal"
    /// Whether single keys do things.
    var hasShortcuts = true
    /// The columns they chose, by collection.
    var columns: [String: [String]] = [:]
    /// The language they chose.
    var locale: String?

    init() {}

    /// What the preferences of a person say.
    init(_ json: JSON) {
        theme = json["theme"]?.string ?? "auto"
        density = json["density"]?.string ?? "normal"
        hasShortcuts = json["shortcuts"]?.string != "off" && json["shortcuts"]?.bool != false
        locale = json["locale"]?.string
        for member in json["columns"]?.object?.members ?? [] {
            columns[member.key] =
                member.value.array?.compactMap(\.string)
                ?? member.value.string.map { $0.split(separator: ",").map(String.init) }
        }
    }
}

/// The path and query of a page.
struct PageAddress: Sendable {
    let path: String
    let form: FormFields

    /// The address as text.
    var text: String { Self.text(path, form.pairs) }

    /// The address with some fields replaced; nil removes one.
    func with(_ changes: [(String, String?)]) -> String {
        var pairs = form.pairs.filter { pair in !changes.contains { $0.0 == pair.name } }
        for (name, value) in changes { if let value { pairs.append((name, value)) } }
        return Self.text(path, pairs)
    }

    /// A path with a query.
    static func text(_ path: String, _ pairs: [(name: String, value: String)]) -> String {
        pairs.isEmpty ? path : "\(path)?\(query(pairs))"
    }

    /// Pairs as a query string.
    static func query(_ pairs: [(name: String, value: String)]) -> String {
        pairs.map { "\(FormFields.encoded($0.name))=\(FormFields.encoded($0.value))" }.joined(separator: "&")
    }
}
