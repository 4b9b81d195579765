import Kernel
import Store

/// Sets a typed setting of the shop. A value of the wrong type or range is refused.
struct SetSetting: Action {
    static let name: ActionName = "settings.set"
    static let permission: Permission = "settings.write"
    static let summary = "Sets a setting of the shop; the value is checked against its type and range."
    static var emits: [any Event.Type] { [SettingChanged.self] }

    var key: String
    var value: JSON

    func perform(in tx: Transaction) throws -> SettingValue {
        let setting = try tx.registry.setting(key)
        try setting.check(value)
        let text = String(decoding: value.bytes, as: UTF8.self)
        try tx.execute(
            """
            INSERT INTO setting (tenant, key, value, updated_at) VALUES (\(tx.tenant), \(key), \(text), \(tx.now))
            ON CONFLICT (tenant, key) DO UPDATE SET value = excluded.value, updated_at = excluded.updated_at
            """)
        try tx.emit(SettingChanged(shop: try tx.shop.id, key: key, value: value))
        return SettingValue(
            key: key, summary: setting.summary, value: value, defaultValue: try setting.defaultJSON(), isDefault: false)
    }
}

/// A setting with its value in this shop.
struct SettingValue: Codable, Sendable {
    let key: String
    let summary: String
    let value: JSON
    /// What holds in a shop that never set it.
    let defaultValue: JSON
    let isDefault: Bool
}

/// A setting of the shop was changed.
struct SettingChanged: Event {
    static let name: EventName = "settings.changed.v1"
    static let summary = "A setting of the shop was changed."
    let shop: ID<Shop>
    let key: String
    let value: JSON
    var subject: Reference { shop.reference }
}

/// Every setting with its value: the registry's list, so it is short and needs no pages.
struct ListSettings: Query {
    static let name: QueryName = "settings.all"
    static let permission: Permission = "settings.read"
    static let summary = "Every setting with its meaning and its value in this shop."

    func fetch(in db: Reader) throws -> [SettingValue] {
        try db.registry.settings.map { setting in
            let stored = try SettingStore.stored(setting.key, in: db)
            let initial = try setting.defaultJSON()
            return SettingValue(
                key: setting.key, summary: setting.summary, value: stored ?? initial, defaultValue: initial,
                isDefault: stored == nil)
        }
    }
}

extension Registry {
    /// Every setting, by key.
    public var settings: [any AnySetting] { modules.flatMap(\.settings).sorted { $0.key < $1.key } }

    func setting(_ key: String) throws -> any AnySetting {
        guard let setting = settings.first(where: { $0.key == key }) else {
            throw Problem(
                .notFound, "settings.unknown", "There is no setting '\(key)'.", field: "key",
                remedy: "'settings.all' lists them with their meaning.")
        }
        return setting
    }
}
