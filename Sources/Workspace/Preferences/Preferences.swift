import Kernel
import Platform
import Store

/// How somebody likes to work in a shop. What they never set has its default.
struct Preferences: Codable, Sendable {
    /// Light or dark, or as the device says.
    enum Theme: String, Codable, Sendable, CaseIterable {
        case auto, light, dark
    }

    /// How close the rows of a list stand.
    enum Density: String, Codable, Sendable, CaseIterable {
        case normal, compact
    }

    /// Whether single keys do things.
    enum Shortcuts: String, Codable, Sendable, CaseIterable {
        case on, off
    }

    /// How the navigation stands.
    enum Navigation: String, Codable, Sendable, CaseIterable {
        case open, folded
    }

    var theme = Theme.auto
    var density = Density.normal
    /// The language of pages, as in `es` or `en-GB`; absent means what the browser asks for.
    var locale: String?
    var shortcuts = Shortcuts.on
    var navigation = Navigation.open
    /// The columns chosen for a list, in order; lists that are not named show their own choice.
    var columns: [String: [String]] = [:]
    /// The saved views of the list that was asked about, one's own and the team's, by name.
    var views: [SavedView]?

    /// Everything somebody has set: one statement.
    static func of(_ principal: String, in db: Reader) throws -> Preferences {
        var preferences = Preferences()
        let stored: [(String, String)] = try db.rows(
            "SELECT key, value FROM preference WHERE tenant = \(db.tenant) AND principal = \(principal)"
        ) { row in (try row.next(), try row.next()) }
        for (key, value) in stored { try PreferenceKey(key)?.set(value, in: &preferences) }
        return preferences
    }

    /// The same with the views of a list, all in one statement: what a page of a list begins with.
    static func of(_ principal: String, list: String, in db: Reader) throws -> Preferences {
        var preferences = Preferences()
        var views: [SavedView] = []
        try db.each(
            """
            SELECT 0 AS part, NULL AS id, 0 AS version, key AS collection, value AS name, '' AS query, 0 AS is_shared,
                '' AS owner, updated_at AS created_at, updated_at
            FROM preference WHERE tenant = \(db.tenant) AND principal = \(principal)
            UNION ALL SELECT * FROM (
                SELECT 1 AS part, id, version, collection, name, query, is_shared, owner, created_at, updated_at
                FROM saved_view
                WHERE tenant = \(db.tenant) AND collection = \(list) AND (owner = \(principal) OR is_shared = 1)
                ORDER BY name, id LIMIT 100
            ) AS views
            """
        ) { row in
            if try row.next(Int.self) == 1 { return views.append(try SavedView(row: &row)) }
            _ = try (row.next(DBValue.self), row.next(Int.self))
            let key: String = try row.next()
            try PreferenceKey(key)?.set(try row.next(), in: &preferences)
        }
        preferences.views = views.sorted { a, b in a.name < b.name }
        return preferences
    }
}

/// The preferences there are, each with what it may be.
enum PreferenceKey: Hashable, Sendable {
    case theme, density, locale, shortcuts, navigation
    case columns(String)

    private static let columnsPrefix = "columns."

    init?(_ text: String) {
        switch text {
        case "theme": self = .theme
        case "density": self = .density
        case "locale": self = .locale
        case "shortcuts": self = .shortcuts
        case "navigation": self = .navigation
        case _:
            guard text.hasPrefix(Self.columnsPrefix), text.count > Self.columnsPrefix.count else { return nil }
            self = .columns(String(text.dropFirst(Self.columnsPrefix.count)))
        }
    }

    /// Puts a value in its place; refuses one the preference cannot have.
    func set(_ value: String, in preferences: inout Preferences) throws {
        switch self {
        case .theme: preferences.theme = try one(of: value)
        case .density: preferences.density = try one(of: value)
        case .locale: preferences.locale = try Self.locale(value)
        case .shortcuts: preferences.shortcuts = try one(of: value)
        case .navigation: preferences.navigation = try one(of: value)
        case .columns(let collection): preferences.columns[collection] = try Self.names(value)
        }
    }

    private func one<Choice: RawRepresentable & CaseIterable>(of value: String) throws -> Choice
    where Choice.RawValue == String {
        guard let choice = Choice(rawValue: value) else {
            let known = Choice.allCases.map(\.rawValue).joined(separator: ", ")
            throw Self.refusal("unknown_choice", "Choose one of: \(known).")
        }
        return choice
    }

    private static func locale(_ value: String) throws -> String {
        let parts = value.split(separator: "-", omittingEmptySubsequences: false)
        let isTag = value.utf8.count <= 35 && parts.allSatisfy { part in isWord(part, 2...8) }
        guard isTag, let language = parts.first, language.utf8.count <= 3, language.allSatisfy(\.isLetter) else {
            throw refusal("bad_locale", "Give a language like es, or a language and a country like en-GB.")
        }
        return value
    }

    private static func names(_ value: String) throws -> [String] {
        let names = value.split(separator: ",", omittingEmptySubsequences: false).map { name in String(name) }
        let areNames = names.allSatisfy { name in isWord(name[...], 1...60, and: "_.") }
        guard names.count <= 60, areNames, Set(names).count == names.count else {
            throw refusal("bad_columns", "Name at most 60 different columns, parted by commas.")
        }
        return names
    }

    private static func isWord(_ text: Substring, _ length: ClosedRange<Int>, and others: String = "") -> Bool {
        length.contains(text.utf8.count)
            && text.allSatisfy { character in
                character.isASCII && (character.isLetter || character.isNumber) || others.contains(character)
            }
    }

    private static func refusal(_ code: String, _ message: String) -> Problem {
        Problem.validation([FieldError(field: "value", code: code, message: message)])
    }
}
