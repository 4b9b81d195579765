import Kernel
import Platform

/// Makes inputs from schemas: mostly such as somebody in the shop could have meant, now and then anything that fits the
/// schema, and now and then something from another shop.
struct InputMaker {
    let schemas: SchemaRegistry
    let shop: Pool
    let elsewhere: Pool
    let currency: Currency
    let now: Instant
    /// Whoever asks.
    let asker: String
    /// A word of this step's own, for names that must be new.
    let fresh: String
    var dice: Dice
    private var depth = 0

    init(
        schemas: SchemaRegistry, shop: Pool, elsewhere: Pool, currency: Currency, now: Instant, asker: String,
        fresh: String, dice: Dice
    ) {
        self.schemas = schemas
        self.shop = shop
        self.elsewhere = elsewhere
        self.currency = currency
        self.now = now
        self.asker = asker
        self.fresh = fresh
        self.dice = dice
    }

    /// An input with these fields.
    mutating func input(_ fields: [Schema.Field]) -> JSONObject {
        var object = JSONObject()
        for field in fields where field.isRequired || dice.once(in: 3) {
            object[field.name] = value(field.schema, as: field.name)
        }
        return object
    }

    /// A value of a schema, for a member of that name.
    mutating func value(_ given: Schema, as name: String) -> JSON {
        let schema = schemas.resolve(given)
        if schema.isNullable, dice.once(in: 6) { return nil }
        if dice.once(in: 60) { return anything(schema) }
        if schema.format == "money" { return money() }
        depth += 1
        defer { depth -= 1 }
        switch schema.shape {
        case .string: return .string(text(schema, as: name))
        case .integer(let low, let high):
            let least = low ?? 0
            return .int(
                least
                    + Int64(
                        dice.below(
                            Int(clamping: min(high ?? 50, least.addingReportingOverflow(50).partialValue) - least) + 1))
            )
        case .enumeration(let choices): return .string(dice.one(of: choices) ?? "")
        case .array(let element):
            let count = depth > 5 ? 0 : dice.number(1...3)
            return .array((0..<count).map { _ in value(element, as: name) })
        case .oneOf(let choices):
            guard let choice = dice.one(of: choices) else { return nil }
            return value(choice, as: name)
        case .object(let fields): return depth > 6 ? .object(JSONObject()) : .object(input(fields))
        case .any, .boolean, .number, .dictionary, .reference: return anything(schema)
        }
    }

    /// Anything that fits the schema.
    private mutating func anything(_ schema: Schema) -> JSON { schemas.random(of: schema, using: &dice) }

    private mutating func text(_ schema: Schema, as name: String) -> String {
        switch schema.format {
        case "typeid": return id(schema.entity)
        case "date-time": return (now + .minutes(Int64(dice.number(-60...1_440)))).description
        case "currency": return dice.once(in: 12) ? "JPY" : currency.code
        case "decimal": return "\(dice.number(1...4))"
        case nil: break
        case _: return anything(schema).string ?? ""
        }
        if schema.pattern != nil { return anything(schema).string ?? "" }
        if let known = shop.words[name], !dice.once(in: 4), let word = dice.one(of: known) { return word }
        return name == "email" ? "\(fresh)@example.org" : "\(name)-\(fresh)"
    }

    /// An id of a kind of record: mostly a known one.
    mutating func id(_ prefix: String?) -> String {
        let kind = prefix ?? dice.one(of: ["ord", "cus", "prod", "var", "loc"]) ?? "ord"
        if dice.once(in: 40), let foreign = dice.one(of: elsewhere.ids[kind] ?? []) { return foreign }
        if !dice.once(in: 40), let known = dice.one(of: shop.ids[kind] ?? []) { return known }
        return TypeID.text(prefix: kind, RawID(high: dice.next() >> 8, low: dice.next()))
    }

    /// The newest of a kind of record.
    mutating func newest(_ prefix: String) -> String { shop.ids[prefix]?.last ?? id(prefix) }

    /// An amount in the shop's currency.
    mutating func money(_ minorUnits: ClosedRange<Int> = 0...5_000) -> JSON {
        let currency = dice.once(in: 40) ? Currency.eur : self.currency
        let amount = Money(Int64(dice.number(minorUnits)), currency).amount
        return ["amount": .string(amount), "currency": .string(currency.code)]
    }
}
