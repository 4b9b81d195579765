import Kernel
import Testing

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
        #expect(
            Problem.Kind.allCases.map(\.status) == [
                422, 400, 401, 403, 404, 405, 409, 412, 413, 422, 429, 500, 503, 202,
            ])
    }
}
