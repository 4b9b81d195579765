import Foundation
import Localisation
import Testing

/// The catalogues of the project, read as files: in step with what is compiled, complete, and used.
@Suite struct CatalogueTests {
    private static let project = ProjectWords()

    /// What every language must have; the rest falls back to English.
    private static let complete: Set<String> = ["shell", "sign-in", "orders", "errors"]
    /// Titles and remedies of problems, and messages for wrong fields: their English stands where they are thrown.
    private static let saidInCode = ["problem.", "wrong."]
    /// Areas with words that pages do not say yet. An area comes off as soon as all its words are said.
    private static let ahead: Set<String> = ["shell", "sign-in"]

    @Test func theCompiledWordsAreInStep() throws {
        let compiled = try String(
            contentsOf: ProjectWords.sources.appending(path: "Admin/Words.generated.swift"), encoding: .utf8)
        #expect(Self.project.languages.count >= 3)
        for (language, texts) in Self.project.languages {
            let lines = texts.keys.sorted().map { key in "\(key)\t\(texts[key] ?? "")\n" }.joined()
            let escaped = lines.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
                .replacing("\n", with: "\\n").replacing("\t", with: "\\t")
            #expect(
                compiled.contains("    static let \(language) = \"\(escaped)\"\n"),
                "\(language): run python3 scripts/words.py")
        }
    }

    @Test func everyTextIsAMessage() {
        let texts = Self.project.languages.mapValues { texts in
            texts.map { key, text in "\(key)\t\(text)\n" }.joined()
        }
        #expect(Catalogue(texts).faults.isEmpty)
    }

    @Test func otherLanguagesHaveTheKeysAndArgumentsOfEnglish() throws {
        let english = Self.project.texts("en")
        for language in Self.project.languages.keys.sorted() where language != "en" {
            let locale = try #require(LocaleTag(language))
            for (key, text) in Self.project.texts(language) where !Self.isSaidInCode(key) {
                guard let original = english[key] else {
                    Issue.record("\(language): English has no '\(key)'")
                    continue
                }
                let own = try Message(text, locale: locale).arguments
                let wanted = try Message(original, locale: .english).arguments
                #expect(own == wanted, "\(language) \(key)")
            }
        }
    }

    @Test func someAreasAreCompleteInEveryLanguage() {
        for language in Self.project.languages.keys.sorted() {
            for area in Self.complete.sorted() {
                let wanted = Self.project.areas("en")[area] ?? Self.project.areas("fr")[area] ?? []
                let missing = wanted.subtracting(Self.project.texts(language).keys)
                if language == "en", area == "errors" { continue }
                #expect(!wanted.isEmpty, "\(area)")
                #expect(missing.isEmpty, "\(language) \(area)")
            }
        }
    }

    @Test func problemsAreTranslatedToAllLanguagesOrNone() {
        let codes = Self.project.codes
        let translated = ["es", "fr"].map { language in Set(Self.project.texts(language).keys.filter(Self.isSaidInCode))
        }
        #expect(translated[0] == translated[1])
        #expect(translated[0].count > 100)
        for key in translated[0] {
            var parts = key.split(separator: ".").map(String.init)
            if parts.removeFirst() == "problem" {
                let last = parts.popLast() ?? ""
                #expect(["title", "detail", "remedy"].contains(last), "\(key)")
            }
            #expect(codes.contains(parts.joined(separator: ".")), "\(key): nothing throws this code")
        }
    }

    @Test func everyWordThatPagesSayIsInTheCatalogue() {
        let missing = Self.project.said.subtracting(Self.project.texts("en").keys)
        #expect(missing.sorted() == [])
    }

    @Test func everyWordOfTheCatalogueIsSaid() {
        var unsaid: [String: [String]] = [:]
        for (area, keys) in Self.project.areas("en") {
            let left = keys.filter { key in !Self.project.mentions(key) }.sorted()
            if !left.isEmpty { unsaid[area] = left }
        }
        for area in Self.ahead.sorted() {
            #expect(
                unsaid.removeValue(forKey: area) != nil, "\(area) has no unsaid words any more: take it off the list")
        }
        for (area, keys) in unsaid { Issue.record("\(area).json: no page says \(keys.joined(separator: ", "))") }
    }

    private static func isSaidInCode(_ key: String) -> Bool { saidInCode.contains { key.hasPrefix($0) } }
}

/// What the files of the project say about words.
struct ProjectWords {
    static let sources = URL(filePath: #filePath, directoryHint: .notDirectory).resolvingSymlinksInPath()
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().appending(path: "Sources")

    /// By language: every key with its text.
    private(set) var languages: [String: [String: String]] = [:]
    private var keys: [String: [String: Set<String>]] = [:]
    /// The keys that pages say, written out in a call.
    private(set) var said: Set<String> = []
    /// Every string literal of the pages: whole ones, and the beginnings of those that go on with a value.
    private var literals: Set<String> = []
    private var beginnings: Set<String> = []
    /// Every string literal of the libraries that could be the code of a problem.
    private(set) var codes: Set<String> = []

    init() {
        let names = FileManager.default.enumerator(atPath: Self.sources.path)?.compactMap { $0 as? String } ?? []
        for name in names {
            let parts = name.split(separator: "/").map(String.init)
            if parts.count == 4, parts[1] == "Words", name.hasSuffix(".json") {
                readCatalogue(name, language: parts[2], area: String(parts[3].dropLast(5)))
            } else if name.hasSuffix(".swift"), !name.hasSuffix(".generated.swift") {
                readSource(name, isPage: parts[0] == "Admin")
            }
        }
    }

    func texts(_ language: String) -> [String: String] { languages[language] ?? [:] }

    /// By area: its keys.
    func areas(_ language: String) -> [String: Set<String>] { keys[language] ?? [:] }

    /// Whether pages have the key as a literal, or make keys that begin like it.
    func mentions(_ key: String) -> Bool {
        if literals.contains(key) { return true }
        var beginning = Substring(key)
        while let dot = beginning.lastIndex(of: ".") {
            if beginnings.contains(String(beginning[...dot])) { return true }
            beginning = beginning[..<dot]
        }
        return false
    }

    private mutating func readCatalogue(_ name: String, language: String, area: String) {
        guard let data = try? Data(contentsOf: Self.sources.appending(path: name)),
            let texts = try? JSONDecoder().decode([String: String].self, from: data)
        else {
            Issue.record("\(name) is no flat object of texts")
            return
        }
        languages[language, default: [:]].merge(texts) { own, _ in own }
        keys[language, default: [:]][area, default: []].formUnion(texts.keys)
    }

    private mutating func readSource(_ name: String, isPage: Bool) {
        guard let text = try? String(contentsOf: Self.sources.appending(path: name), encoding: .utf8) else { return }
        for found in text.matches(of: /"([a-z_]+(?:\.[a-z_]+)*)"/) { codes.insert(String(found.1)) }
        guard isPage else { return }
        for found in text.matches(of: /"([A-Za-z_-]+(?:\.[A-Za-z0-9_-]+)+)"/) { literals.insert(String(found.1)) }
        for found in text.matches(of: /"([A-Za-z_-]+\.(?:[A-Za-z0-9_-]+\.)*)\\\(/) {
            beginnings.insert(String(found.1))
        }
        for found in text.matches(of: /\b(?:say|words)\(\s*"([^"\\]+)"/) { said.insert(String(found.1)) }
    }
}
