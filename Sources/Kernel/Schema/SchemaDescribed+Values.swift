extension String: SchemaDescribed {
    /// Any text.
    public static var schema: Schema { Schema(.string) }
    /// A word.
    public static var sample: String { "text" }
}

extension Bool: SchemaDescribed {
    /// True or false.
    public static var schema: Schema { Schema(.boolean) }
    /// False.
    public static var sample: Bool { false }
}

extension Double: SchemaDescribed {
    /// Any number.
    public static var schema: Schema { Schema(.number) }
    /// One.
    public static var sample: Double { 1 }
}

extension Float: SchemaDescribed {
    /// Any number.
    public static var schema: Schema { Schema(.number) }
    /// One.
    public static var sample: Float { 1 }
}

extension SchemaDescribed where Self: FixedWidthInteger {
    /// A whole number within the type's range; 64-bit types name no bounds.
    public static var schema: Schema {
        if bitWidth >= 64 { return Schema(.integer(minimum: isSigned ? nil : 0, maximum: nil)) }
        return Schema(.integer(minimum: Int64(min), maximum: Int64(max)))
    }
    /// One.
    public static var sample: Self { 1 }
}

extension Int: SchemaDescribed {}
extension Int8: SchemaDescribed {}
extension Int16: SchemaDescribed {}
extension Int32: SchemaDescribed {}
extension Int64: SchemaDescribed {}
extension UInt: SchemaDescribed {}
extension UInt8: SchemaDescribed {}
extension UInt16: SchemaDescribed {}
extension UInt32: SchemaDescribed {}
extension UInt64: SchemaDescribed {}

extension JSON: SchemaDescribed {
    /// Anything.
    public static var schema: Schema { Schema(.any) }
    /// An empty object.
    public static var sample: JSON { .object(JSONObject()) }
}

extension RawID {
    /// The id all samples carry.
    static var sample: RawID { RawID(high: 0x0190_0000_0000_7000, low: 0x8000_0000_0000_0001) }
}

extension ID: SchemaDescribed {
    /// A TypeID with the entity's prefix.
    public static var schema: Schema {
        var schema = Schema.text(
            "typeid", pattern: "^\(Entity.idPrefix)_[0-7][0-9a-hjkmnp-tv-z]{25}$", example: sample.description)
        schema.entity = Entity.idPrefix
        return schema
    }
    /// An id of no existing entity.
    public static var sample: ID { ID(raw: .sample) }
}

extension Reference: SchemaDescribed {
    /// A TypeID with any prefix.
    public static var schema: Schema {
        .text(
            "typeid", pattern: "^[a-z]([a-z_]{0,61}[a-z])?_[0-7][0-9a-hjkmnp-tv-z]{25}$", summary: "An id of any kind.",
            example: sample.description)
    }
    /// A reference to nothing.
    public static var sample: Reference { Reference(kind: "ref", raw: .sample) }
}

extension Instant: SchemaDescribed {
    /// An RFC 3339 time.
    public static var schema: Schema { .text("date-time", example: sample.description) }
    /// Noon of a day in spring.
    public static var sample: Instant { .seconds(1_772_366_400) }
}

extension Currency: SchemaDescribed {
    /// A code of ISO 4217.
    public static var schema: Schema {
        .text("currency", pattern: "^[A-Z]{3}$", summary: "A currency code of ISO 4217.", example: "GBP")
    }
    /// Pound sterling.
    public static var sample: Currency { .gbp }
}

extension Quantity: SchemaDescribed {
    /// A decimal number with at most six decimals.
    public static var schema: Schema {
        .text(
            "decimal", pattern: #"^-?[0-9]+(\.[0-9]{1,6})?$"#, summary: "An exact number of units, as text.",
            example: "2.5")
    }
    /// One.
    public static var sample: Quantity { .one }
}

extension Money: SchemaDescribed {
    /// A decimal amount and a currency.
    public static var schema: Schema {
        var schema = Schema(
            .object([
                .init(
                    "amount",
                    .text(
                        "decimal", pattern: #"^-?[0-9]+(\.[0-9]{1,4})?$"#,
                        summary: "The amount in the major unit, with at most the currency's decimals.")),
                .init("currency", Currency.schema),
            ]))
        schema.format = "money"
        schema.summary = "An amount of money."
        schema.example = ["amount": "12.50", "currency": "GBP"]
        return schema
    }
    /// Twelve pounds fifty.
    public static var sample: Money { Money(12_50, .gbp) }
    /// A component.
    public static var schemaName: String? { "Money" }
}

extension UnitPrice: SchemaDescribed {
    /// A decimal price and a currency.
    public static var schema: Schema {
        var schema = Schema(
            .object([
                .init(
                    "amount",
                    .text(
                        "decimal", pattern: #"^-?[0-9]+(\.[0-9]{1,6})?$"#,
                        summary: "The price of one unit, in the major unit.")),
                .init("currency", Currency.schema),
            ]))
        schema.format = "money"
        schema.summary = "The price of one unit, with up to six decimals."
        schema.example = ["amount": "0.0125", "currency": "GBP"]
        return schema
    }
    /// A penny and a quarter.
    public static var sample: UnitPrice { UnitPrice(micros: 12_500, .gbp) }
    /// A component.
    public static var schemaName: String? { "UnitPrice" }
}

extension ExactAmount: SchemaDescribed {
    /// A decimal number with at most twelve decimals.
    public static var schema: Schema {
        .text(
            "decimal", pattern: #"^-?[0-9]+(\.[0-9]{1,12})?$"#, summary: "An exact sum, as text.",
            example: "10655622.484")
    }
    /// Nothing.
    public static var sample: ExactAmount { .zero }
}
