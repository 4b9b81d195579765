import Platform

/// Makes a run that breaks a rule shorter, by leaving rounds, steps and faults out as long as it still breaks it.
struct Shrinker {
    private let world: SimulatedWorld
    private let rule: String
    /// How many rounds may be performed in all; then what there is has to do.
    private var budget = 0

    init(_ world: SimulatedWorld, _ rule: String) {
        self.world = world
        self.rule = rule
    }

    /// The shortest run found, and what it shows; nil when even the whole does not show it again.
    func shorten(_ rounds: [Round]) -> (rounds: [Round], finding: Finding?) {
        var copy = self
        copy.budget = 100_000 + 100 * rounds.count
        return copy.reduced(rounds)
    }

    private mutating func reduced(_ rounds: [Round]) -> (rounds: [Round], finding: Finding?) {
        guard var finding = shows(rounds) else { return (rounds, nil) }
        var shortest = rounds
        var size = max(1, shortest.count / 2)
        while budget > 0 {
            var hasChanged = false
            // From the end: the last things done are the likeliest to matter, the first ones the likeliest not to.
            var end = shortest.count
            while end > 0, budget > 0 {
                let start = max(0, end - size)
                let without = Array(shortest[..<start] + shortest[end...])
                if !without.isEmpty, let seen = shows(without) {
                    (shortest, finding, hasChanged) = (without, seen, true)
                }
                end = start
            }
            if size == 1, !hasChanged { break }
            size = max(1, min(size, shortest.count) / 2)
        }
        for index in shortest.indices { simplify(&shortest, at: index, &finding) }
        return (shortest, finding)
    }

    /// Leaves out of a round what is not needed.
    private mutating func simplify(_ rounds: inout [Round], at index: Int, _ finding: inout Finding) {
        var simpler: [Round] = []
        var whole = rounds[index]
        whole.restarts = false
        simpler.append(whole)
        whole.fault = nil
        simpler.append(whole)
        for candidate in simpler { attempt(candidate, at: index, &rounds, &finding) }
        var step = 0
        while rounds[index].steps.count > 1, step < rounds[index].steps.count {
            var fewer = rounds[index]
            fewer.steps.remove(at: step)
            if !attempt(fewer, at: index, &rounds, &finding) { step += 1 }
        }
    }

    @discardableResult
    private mutating func attempt(
        _ round: Round, at index: Int, _ rounds: inout [Round], _ finding: inout Finding
    ) -> Bool {
        var changed = rounds
        changed[index] = round
        guard budget > 0, let seen = shows(changed) else { return false }
        (rounds, finding) = (changed, seen)
        return true
    }

    /// What a run shows, if it is the rule in question.
    private mutating func shows(_ rounds: [Round]) -> Finding? {
        budget -= rounds.count + 20
        do {
            let runner = try RoundRunner(world)
            for round in rounds { _ = try runner.perform(round) }
            if rule.hasPrefix("verify.") || rule.hasPrefix("machine.") { try runner.finish() }
            return nil
        } catch let finding as Finding where finding.rule == rule {
            return finding
        } catch {
            return nil
        }
    }
}
