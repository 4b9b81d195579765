import Kernel
import Platform

/// Every collection with a list, as people meet it: designed rooms, and derived ones for the rest.
struct Rooms: Sendable {
    /// In the order of the navigation.
    let all: [Room]
    private let byCollection: [String: Room]

    /// The designed rooms whose collections this build has, and a derived one for every other list.
    init(_ registry: Registry) {
        let lists = registry.queries.filter { $0.name.view == "list" }.map(\.name.collection)
        let designed = Self.designed.filter { room in lists.contains(room.collection) }
        let known = Set(designed.map(\.collection))
        let derived = lists.filter { !known.contains($0) }.compactMap { collection -> Room? in
            guard let entry = try? registry.query("\(collection).list") else { return nil }
            return Self.derived(collection, module: entry.module)
        }
        let rooms = (designed + derived).map { room in Self.completed(room, registry) }
        all = rooms
        byCollection = Dictionary(rooms.map { ($0.collection, $0) }, uniquingKeysWith: { first, _ in first })
    }

    /// The room of a collection.
    subscript(collection: String) -> Room? { byCollection[collection] }

    /// The room where an action is performed: its collection's, or the one that took it in.
    func room(of action: ActionName) -> Room? {
        byCollection[action.collection] ?? all.first { $0.others.contains(action.rawValue) }
    }

    /// What is wrong with the designs: columns that no row has, actions and filters that do not exist. Empty when all
    /// of it is so; a test holds it empty.
    func faults(_ registry: Registry) -> [String] {
        all.flatMap { room in RoomFaults(room, registry).all }
    }

    private static func completed(_ room: Room, _ registry: Registry) -> Room {
        var room = room
        if room.columns.isEmpty, let entry = try? registry.query("\(room.collection).list") {
            room.columns = DerivedColumns.of(entry)
        }
        if room.creation == nil {
            let create = registry.actions.first { action in
                action.name.collection == room.collection && action.route != nil && action.route?.parameter == nil
                    && ["create", "place", "invite"].contains(action.name.verb)
            }
            room.creation = create?.name.rawValue
        }
        return room
    }

    private static func derived(_ collection: String, module: String) -> Room {
        let groups: [String: NavigationGroup] = [
            "orders": .sell, "catalog": .catalogue, "inventory": .inventory, "customers": .customers,
            "analytics": .insight, "importing": .automate, "workspace": .automate,
        ]
        let group = groups[module] ?? .settings
        return Room(collection, in: group, icon: group.icon)
    }
}

/// Looks for what a design names and the registry does not have.
struct RoomFaults {
    private let room: Room
    private let registry: Registry

    init(_ room: Room, _ registry: Registry) {
        self.room = room
        self.registry = registry
    }

    /// One sentence for each fault.
    var all: [String] {
        guard let list = try? registry.query("\(room.collection).list") else {
            return ["\(room.collection) has no list"]
        }
        return columnFaults(room.columns, of: list, in: "list") + viewFaults(list) + actionFaults + cardFaults
            + besideFaults
    }

    private func columnFaults(_ columns: [Column], of entry: QueryEntry, in place: String) -> [String] {
        let schemas = SchemaRegistry()
        guard let output = try? entry.describe(schemas).output,
            let fields = DerivedColumns.rowFields(output, schemas)
        else { return ["\(entry.name) has no rows that can be described"] }
        let beside = room.beside.map { "\($0.member)." }
        return columns.filter { column in
            column.draw == nil && !Self.has(column.field, fields, schemas)
                && !(beside.map(column.field.hasPrefix) ?? false)
        }.map { column in
            "\(room.collection), \(place): no row of \(entry.name) has '\(column.field)'"
        }
    }

    /// Whether rows have a member, with dots into objects.
    static func has(_ path: String, _ fields: [Schema.Field], _ schemas: SchemaRegistry) -> Bool {
        var fields = fields
        let parts = path.split(separator: ".").map(String.init)
        for (index, part) in parts.enumerated() {
            guard let field = fields.first(where: { $0.name == part }) else { return false }
            if index == parts.count - 1 { return true }
            guard case .object(let inner) = schemas.resolve(field.schema).shape else { return true }
            fields = inner
        }
        return true
    }

    private func viewFaults(_ list: QueryEntry) -> [String] {
        let names = Set(list.fields.map(\.name))
        return room.views.flatMap { view -> [String] in
            let pairs = (try? FormFieldsOf(view.query)) ?? []
            return pairs.filter { !names.contains($0) }.map {
                "\(room.collection), view \(view.key): no filter '\($0)'"
            }
        }
    }

    private var actionFaults: [String] {
        let named =
            room.bulk + room.others + room.steps.map(\.action) + Array(room.forms.keys)
            + (room.creation.map { [$0] } ?? [])
        return named.filter { (try? registry.action($0)) == nil }.map {
            "\(room.collection): there is no action '\($0)'"
        }
    }

    private var besideFaults: [String] {
        guard let beside = room.beside else { return [] }
        let entry = try? registry.query(beside.query)
        let isKnown = entry?.fields.contains { $0.name == beside.filter } ?? false
        return isKnown ? [] : ["\(room.collection): '\(beside.query)' is no query with the filter '\(beside.filter)'"]
    }

    private var cardFaults: [String] {
        guard let design = room.record else { return [] }
        return (design.main + design.aside).flatMap { card -> [String] in
            guard let asks = card.asks else { return [] }
            // An action may be asked for what it would do.
            if (try? registry.action(asks.query)) != nil { return [] }
            guard let entry = try? registry.query(asks.query) else {
                return ["\(room.collection): there is no query '\(asks.query)'"]
            }
            let names = Set(entry.fields.map(\.name))
            let faults = ([asks.filter] + asks.more.keys.sorted()).filter { !names.contains($0) }.map { filter in
                "\(room.collection), \(card.key): \(asks.query) has no filter '\(filter)'"
            }
            guard case .related(_, _, let columns, _) = card.content else { return faults }
            return faults + columnFaults(columns, of: entry, in: card.key)
        }
    }
}

/// The names of the fields in a query string.
private func FormFieldsOf(_ query: String) throws -> [String] {
    query.split(separator: "&").map { pair in String(pair.prefix { $0 != "=" }) }
}
