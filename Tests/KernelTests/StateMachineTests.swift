import Kernel
import Testing

enum Light: String, CaseIterable, Sendable { case red, green, broken }

@Suite struct StateMachineTests {
    let sound = StateMachine<Light>(startsAt: .red, [.red: [.green, .broken], .green: [.red], .broken: []])

    @Test func movesAlongTheTable() throws {
        var light = Light.red
        try sound.move(&light, to: .green)
        #expect(light == .green)
        let problem = try #require(throws: Problem.self) { try sound.move(&light, to: .broken) }
        #expect(light == .green && problem.code == "invalid_transition" && problem.status == 409)
        #expect(problem.details == ["from": "green", "to": "broken", "allowed": "red"])
        #expect(sound.isFinal(.broken) && !sound.isFinal(.red))
    }

    @Test func soundnessFindsEveryFault() {
        #expect(sound.soundness().isEmpty)
        let faulty = StateMachine<Light>(startsAt: .red, [.red: [.red], .green: [.red, .red]])
        #expect(faulty.soundness() == [
            "red moves to itself", "green lists a move twice", "green cannot be reached from red",
            "broken has no row of moves",
        ])
    }

    @Test func drawing() {
        #expect(sound.mermaid == """
            stateDiagram-v2
                [*] --> red
                red --> green
                red --> broken
                green --> red
                broken --> [*]
            """)
    }
}

@Suite struct ValidationTests {
    @Test func namesEveryWrongField() throws {
        var validation = Validation()
        validation.check(true, "a", "x", "fine")
        validation.check(false, "b", "too_short", "Too short.")
        let money = try validation.attempt(under: "total") { try Money("x", .gbp) }
        #expect(money == nil && !validation.isClean)
        let problem = try #require(throws: Problem.self) { try validation.finish() }
        #expect(problem.errors.map(\.field) == ["b", "total"])
        #expect(problem.under("lines[1]").errors.map(\.field) == ["lines[1].b", "lines[1].total"])
        #expect(throws: Never.self) { try Validation().finish() }
    }

    @Test func kindsKnowTheirStatus() {
        #expect(Problem.Kind.allCases.map(\.status) == [422, 400, 401, 403, 404, 409, 412, 413, 422, 429, 500, 503, 202])
    }
}

@Suite struct TextTests {
    @Test(arguments: [
        ("  Crème  Brûlée ", "creme brulee"), ("Straße", "strasse"), ("ÅNGSTRÖM", "angstrom"), ("Łódź", "lodz"),
        ("ＡＢＣ", "abc"), ("İstanbul", "istanbul"), ("a\t\n b", "a b"), ("", ""), (" \u{a0} ", ""), ("漢字", "漢字"),
    ])
    func folding(_ text: String, _ folded: String) {
        #expect(Text.folded(text) == folded)
        #expect(Text.folded(folded) == folded)
    }

    @Test(arguments: [
        ("Gift Cards & More!", "gift-cards-more"), ("  --Été 2026--", "ete-2026"), ("Tom's", "toms"), ("!!!", ""),
        ("Москва", "moskva"),
    ])
    func slugs(_ text: String, _ slug: String) {
        #expect(SlugFormat.slug(text) == slug)
        #expect(SlugFormat.isSlug(slug) == !slug.isEmpty)
    }

    @Test func longSlugsEndAtAWord() {
        let long = SlugFormat.slug("one two three four five six seven", maximumLength: 12)
        #expect(long == "one-two")
        #expect(SlugFormat.slug(String(repeating: "x", count: 90)).count == 60)
    }
}
