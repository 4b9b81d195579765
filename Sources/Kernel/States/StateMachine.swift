/// The states of a document and the moves between them. States are moved, not assigned.
public struct StateMachine<State: Hashable & RawRepresentable & CaseIterable & Sendable>: Sendable
where State.RawValue == String {
    /// The state a document is born in.
    public let start: State
    /// Where one may go from each state; a final state has an empty row.
    public let moves: [State: [State]]

    /// A machine that starts in a state and has a row of moves for every state.
    public init(startsAt start: State, _ moves: [State: [State]]) {
        self.start = start
        self.moves = moves
    }

    /// Whether there is a move from `a` to `b`.
    public func allows(_ a: State, _ b: State) -> Bool { moves[a]?.contains(b) ?? false }

    /// Whether no move leads out of the state.
    public func isFinal(_ state: State) -> Bool { moves[state]?.isEmpty ?? true }

    /// Moves the state, or throws a conflict that says which moves there are.
    public func move(_ state: inout State, to next: State) throws {
        guard allows(state, next) else {
            let allowed = (moves[state] ?? []).map(\.rawValue)
            throw Problem(
                .conflict, "invalid_transition", "The document's state does not allow this.",
                detail: "It is \(state.rawValue) and cannot become \(next.rawValue).",
                remedy: allowed.isEmpty
                    ? "This state is final." : "From here it can become: \(allowed.joined(separator: ", ")).",
                details: [
                    "from": state.rawValue, "to": next.rawValue, "allowed": allowed.joined(separator: ","),
                ])
        }
        state = next
    }

    /// What is wrong with the table: states without a row, moves listed twice or to themselves, states
    /// nothing leads to. Empty for a sound machine.
    public func soundness() -> [String] {
        var faults: [String] = []
        let reached = reachable()
        for state in State.allCases {
            guard let row = moves[state] else {
                faults.append("\(state.rawValue) has no row of moves")
                continue
            }
            if row.contains(state) { faults.append("\(state.rawValue) moves to itself") }
            if Set(row).count != row.count { faults.append("\(state.rawValue) lists a move twice") }
            if !reached.contains(state) { faults.append("\(state.rawValue) cannot be reached from \(start.rawValue)") }
        }
        return faults
    }

    /// The machine as a Mermaid state diagram.
    public var mermaid: String {
        var lines = ["stateDiagram-v2", "    [*] --> \(start.rawValue)"]
        for state in State.allCases {
            for next in moves[state] ?? [] { lines.append("    \(state.rawValue) --> \(next.rawValue)") }
            if isFinal(state) { lines.append("    \(state.rawValue) --> [*]") }
        }
        return lines.joined(separator: "\n")
    }

    private func reachable() -> Set<State> {
        var found: Set<State> = [start]
        var open = [start]
        while let state = open.popLast() {
            for next in moves[state] ?? [] where found.insert(next).inserted { open.append(next) }
        }
        return found
    }
}
