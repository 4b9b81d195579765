import Crypto
import Identity
import Kernel
import Platform
import Store

/// Performs rounds on one machine and checks after each that everything is as it must be.
final class RoundRunner {
    let world: SimulatedWorld
    let machine: Machine
    var followers: [Follower] = []
    var keys = KeyModel()
    /// What people got at the doors, by shop.
    var pockets: [Pockets]
    /// Who the people are, by shop.
    var callers: [[String: Caller]]
    private var digest = SHA256()
    /// What was answered how often.
    var tally = Tally()
    /// What the disk had seen when the logs were last read.
    private var seenRows: Int64 = -1

    init(_ world: SimulatedWorld) throws {
        self.world = world
        machine = try Machine(world.registry, on: world.disk.copy(), at: SimulatedWorld.start)
        callers = world.shops.map { _ in [:] }
        pockets = world.shops.map { _ in Pockets() }
        for shop in world.shops { followers.append(try Follower(shop.entry, on: machine)) }
        for index in world.shops.indices { try identify(in: index) }
        for follower in followers { for action in follower.opening { tally.performed(action) } }
    }

    /// What happened so far, in a few characters.
    var fingerprint: String { Hex.encode(Array(digest.finalize())) }

    /// Performs a round. Throws the finding when something is not as it must be.
    func perform(_ round: Round) throws -> [Answer] {
        if round.restarts { restart() }
        machine.clock.set(round.at)
        machine.chance.begin(round.seed)
        machine.fault.plan(round.fault)
        let held = round.steps.map(pocketed)
        let begun = zip(round.steps, held).map { step, held in begin(step, with: held) }
        var dice = Dice(round.seed ^ 0x5DEE_CE66)
        machine.settle(&dice)
        let trouble = Trouble(round.fault, happened: machine.fault.happened)
        if machine.fault.killed { restart() }
        machine.fault.plan(nil)
        let answers = try zip(round.steps, begun).map { _, pending in try Self.answer(pending) }
        try check(round, answers, trouble)
        try judge(round, held, answers, trouble)
        note(round, answers, trouble)
        return answers
    }

    private func restart() {
        machine.restart()
        seenRows = -1
    }

    /// Checks every promise of every module in every shop.
    func verify() throws {
        let shops = try machine.alone { installation in try await installation.shops() }
        for entry in shops {
            let report = try machine.alone { installation in try await installation.verify(entry) }
            guard let line = report.checks.first(where: { line in !line.findings.isEmpty }) else { continue }
            throw Finding("verify.\(line.check)", "\(entry.shop.slug): \(line.findings[0])")
        }
    }

    /// Brings everything to its end: nothing waits any more, and every promise holds.
    func finish() throws {
        let shops = try machine.alone { installation in try await installation.shops() }
        for entry in shops { try machine.alone { installation in try await installation.settle(entry) } }
        try verify()
        let followed = Set(world.shops.map(\.entry.tenant))
        for entry in shops where !followed.contains(entry.tenant) {
            for line in try machine.read(entry.tenant, { db in try db.audited(after: 0) }) {
                tally.performed(line.action)
            }
        }
    }

    /// Whether something may have been written since the logs were last read.
    func hasWritten() -> Bool {
        let rows = machine.writtenRows
        defer { seenRows = rows }
        return rows != seenRows
    }

    /// Who the people are now, as the door finds out at each request.
    func identify(in shop: Int) throws {
        let entry = world.shops[shop].entry
        callers[shop] = try machine.look { installation, db in
            try world.principals.reduce(into: [:]) { found, principal in
                found[principal] = try CurrentCaller.of(
                    principal, tenant: entry.tenant, registry: installation.registry, at: installation.clock.now,
                    in: db)
            }
        }
    }

    private static func answer(_ pending: Pending<Answer>) throws -> Answer {
        switch pending.result {
        case .success(let answer): return answer
        case .failure(let problem as Problem): return .refused(problem)
        case .failure(let error as DBError): return .refused(error.problem)
        case .failure(let error):
            throw Finding("answers.are_problems", "a step ended with \(error)")
        case nil: return .nothing
        }
    }

    private func note(_ round: Round, _ answers: [Answer], _ trouble: Trouble) {
        if trouble.happened { tally.faults += 1 }
        for (step, answer) in zip(round.steps, answers) {
            tally.answered(answer, to: step)
            digest.update(data: Array(answer.word.utf8))
            switch answer {
            case .done(_, let bytes), .replayed(let bytes): digest.update(data: bytes)
            case .previewed, .worked, .held, .refused, .passed, .nothing: break
            }
        }
    }
}
