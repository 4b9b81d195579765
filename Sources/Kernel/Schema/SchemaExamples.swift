extension SchemaRegistry {
    /// A small document that satisfies the schema, always the same: required members only, unless `complete`.
    public func example(of schema: Schema, complete: Bool = true) -> JSON {
        var maker = ExampleMaker(registry: self, complete: complete)
        return maker.value(schema)
    }

    /// A document that satisfies the schema, drawn from chance: for simulations and for tests that look for what
    /// nobody thought of.
    public func random(of schema: Schema, using generator: inout some RandomNumberGenerator) -> JSON {
        var maker = RandomMaker(registry: self, generator: generator)
        let value = maker.value(schema)
        generator = maker.generator
        return value
    }
}

private struct ExampleMaker {
    let registry: SchemaRegistry
    let complete: Bool
    private var open: [String] = []

    init(registry: SchemaRegistry, complete: Bool) {
        self.registry = registry
        self.complete = complete
    }

    mutating func value(_ schema: Schema) -> JSON {
        if let example = schema.example { return example }
        switch schema.shape {
        case .any: return .object(JSONObject())
        case .boolean: return true
        case .integer(let minimum, let maximum): return .int(max(minimum ?? 1, min(1, maximum ?? 1)))
        case .number: return 1.5
        case .string: return .string(text(schema))
        case .enumeration(let choices): return choices.first.map { (choice: String) -> JSON in .string(choice) } ?? nil
        case .array(let element): return isOpen(element) ? [] : .array([value(element)])
        case .dictionary(let value): return isOpen(value) ? [:] : ["key": self.value(value)]
        case .oneOf(let choices): return choices.first.map { (choice: Schema) -> JSON in value(choice) } ?? nil
        case .object(let fields):
            var object = JSONObject()
            for field in fields where field.isRequired || (complete && !isOpen(field.schema)) {
                object[field.name] = value(field.schema)
            }
            return .object(object)
        case .reference(let name):
            guard !open.contains(name), let component = registry.components[name] else { return nil }
            open.append(name)
            defer { open.removeLast() }
            return value(component)
        }
    }

    private func isOpen(_ schema: Schema) -> Bool {
        if case .reference(let name) = schema.shape { return open.contains(name) }
        return false
    }

    private func text(_ schema: Schema) -> String {
        let word = "text"
        let longest = schema.maximumLength ?? .max
        if word.count > longest { return String(word.prefix(longest)) }
        return word + String(repeating: "t", count: max(0, (schema.minimumLength ?? 0) - word.count))
    }
}

private struct RandomMaker<Generator: RandomNumberGenerator> {
    let registry: SchemaRegistry
    var generator: Generator
    private var depth = 0

    init(registry: SchemaRegistry, generator: Generator) {
        self.registry = registry
        self.generator = generator
    }

    mutating func value(_ schema: Schema) -> JSON {
        if schema.isNullable, chance(4) { return nil }
        if schema.format == "money" { return money(schema) }
        depth += 1
        defer { depth -= 1 }
        switch schema.shape {
        case .any: return [nil, true, 7, "text", [], [:]].randomElement(using: &generator) ?? nil
        case .boolean: return .bool(chance(2))
        case .integer(let minimum, let maximum): return .int(integer(minimum ?? -1_000_000, maximum ?? 1_000_000))
        case .number: return .double(Double(integer(-1_000_000, 1_000_000)) / 64)
        case .string: return .string(text(schema))
        case .enumeration(let choices): return .string(choices.randomElement(using: &generator) ?? "")
        case .array(let element):
            let fewest = schema.minimumLength ?? 0
            let most = depth > 8 ? fewest : min(schema.maximumLength ?? 3, fewest + 3)
            return .array(
                (0..<Int.random(in: fewest...most, using: &generator)).map { (_: Int) -> JSON in value(element) })
        case .dictionary(let value):
            var object = JSONObject()
            for index in 0..<(depth > 8 ? 0 : Int.random(in: 0...3, using: &generator)) {
                object["key\(index)"] = self.value(value)
            }
            return .object(object)
        case .oneOf(let choices):
            return choices.randomElement(using: &generator).map { (choice: Schema) -> JSON in value(choice) } ?? nil
        case .object(let fields):
            var object = JSONObject()
            for field in fields where field.isRequired || (depth < 8 && chance(2)) {
                object[field.name] = value(field.schema)
            }
            return .object(object)
        case .reference(let name):
            return registry.components[name].map { (component: Schema) -> JSON in value(component) } ?? nil
        }
    }

    private mutating func text(_ schema: Schema) -> String {
        switch schema.format {
        case "typeid":
            let raw = RawID(high: generator.next(), low: generator.next())
            return TypeID.text(prefix: schema.entity ?? "ref", raw)
        case "date-time": return Instant(microseconds: integer(0, 4_000_000_000_000_000)).description
        case "date": return CalendarDate(dayNumber: Int(integer(0, 40_000))).description
        case "year-month": return CalendarDate(dayNumber: Int(integer(0, 40_000))).yearMonth.description
        case "currency": return (Currency.active.randomElement(using: &generator) ?? .eur).code
        case "decimal": return DecimalText.text(integer(-1_000_000, 1_000_000_000), scale: 2, minimum: 0)
        default: break
        }
        // A pattern without a known format cannot be turned round: the example has to do.
        if schema.pattern != nil, case .string(let example)? = schema.example { return example }
        if schema.format != nil, case .string(let example)? = schema.example { return example }
        let alphabet: [Character] = ["a", "Z", "7", " ", "é", "ß", "'", "\"", "\\", "<", "%", "漢", "🧵"]
        let fewest = schema.minimumLength ?? 0
        let most = max(fewest, min(schema.maximumLength ?? 24, fewest + 24))
        let count = Int.random(in: fewest...most, using: &generator)
        return String((0..<count).map { (_: Int) -> Character in alphabet.randomElement(using: &generator) ?? "a" })
    }

    private mutating func money(_ schema: Schema) -> JSON {
        let currency = Currency.active.randomElement(using: &generator) ?? .eur
        let amount = Money(integer(0, 10_000_000), currency).amount
        return ["amount": .string(amount), "currency": .string(currency.code)]
    }

    private mutating func integer(_ low: Int64, _ high: Int64) -> Int64 {
        Int64.random(in: min(low, high)...high, using: &generator)
    }

    private mutating func chance(_ oneIn: Int) -> Bool { Int.random(in: 0..<oneIn, using: &generator) == 0 }
}
