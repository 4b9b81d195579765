import Kernel
import Store

/// A typed, validated setting with a default: `orders.pending_timeout_minutes`. Declared by the module that reads it.
public struct Setting<Value: Codable & Sendable>: Sendable {
    /// The stable key.
    public let key: String
    /// What it means, with its unit.
    public let summary: String
    /// What holds in a shop that never set it.
    public let defaultValue: Value
    let validate: @Sendable (Value) -> String?

    /// Declares a setting. `validate` answers what is wrong with a value, or nil.
    public init(
        _ key: String, _ summary: String, default value: Value,
        validate: @escaping @Sendable (Value) -> String? = { _ in nil }
    ) {
        self.key = key
        self.summary = summary
        defaultValue = value
        self.validate = validate
    }
}

/// A setting of any type, as the registry and the settings page see it.
public protocol AnySetting: Sendable {
    /// The stable key.
    var key: String { get }
    /// What it means.
    var summary: String { get }
    /// The default as JSON.
    func defaultJSON() throws -> JSON
    /// Refuses a JSON value of the wrong type or range.
    func check(_ json: JSON) throws
}

extension Setting: AnySetting {
    /// The default as JSON.
    public func defaultJSON() throws -> JSON { try Wire.json([defaultValue])[0] ?? .null }

    /// Refuses a JSON value of the wrong type or range, naming the setting.
    public func check(_ json: JSON) throws {
        var validation = Validation()
        do {
            let value = try Self.decode(json)
            if let message = validate(value) { validation.add("value", "out_of_range", message) }
        } catch {
            validation.add("value", "wrong_type", "This is not a value that '\(key)' can have: \(summary)")
        }
        try validation.finish()
    }

    static func decode(_ json: JSON) throws -> Value {
        let values = try Wire.decode([Value].self, from: JSON.array([json]).bytes)
        guard let value = values.first else { throw Problem(.internal, "empty_setting", "A stored setting is empty.") }
        return value
    }
}

enum SettingStore {
    static func value<Value>(of setting: Setting<Value>, in db: Reader) throws -> Value {
        guard let json = try stored(setting.key, in: db) else { return setting.defaultValue }
        return try Setting<Value>.decode(json)
    }

    static func stored(_ key: String, in db: Reader) throws -> JSON? {
        guard let text = try db.sheet.settings[key] else { return nil }
        return try JSON(parsing: Array(text.utf8))
    }
}
