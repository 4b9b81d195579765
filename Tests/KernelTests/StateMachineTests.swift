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
        #expect(
            faulty.soundness() == [
                "red moves to itself", "green lists a move twice", "green cannot be reached from red",
                "broken has no row of moves",
            ])
    }

    @Test func drawing() {
        #expect(
            sound.mermaid == """
                stateDiagram-v2
                    [*] --> red
                    red --> green
                    red --> broken
                    green --> red
                    broken --> [*]
                """)
    }
}
