import Crypto
import Identity
import Importing
import Kernel
import Platform
import Store

/// Performs rounds on one machine and checks after each that everything is as it must be.
final class RoundRunner {
    let world: SimulatedWorld
    let machine: Machine
    private(set) var followers: [Follower] = []
    private var keys = KeyModel()
    private var callers: [[String: Caller]]
    private var digest = SHA256()
    /// What was answered how often.
    private(set) var tally = Tally()

    init(_ world: SimulatedWorld) throws {
        self.world = world
        machine = try Machine(world.registry, on: world.disk.copy(), at: SimulatedWorld.start)
        callers = world.shops.map { _ in [:] }
        for shop in world.shops { followers.append(try Follower(shop.entry, on: machine)) }
        for index in world.shops.indices { try identify(in: index) }
    }

    /// What happened so far, in a few characters.
    var fingerprint: String { Hex.encode(Array(digest.finalize())) }

    /// Performs a round. Throws the finding when something is not as it must be.
    func perform(_ round: Round) throws -> [Answer] {
        if round.restarts { try machine.restart() }
        machine.clock.set(round.at)
        machine.chance.begin(round.seed)
        machine.fault.plan(round.fault)
        let begun = round.steps.map { step in begin(step) }
        var dice = Dice(round.seed ^ 0x5DEE_CE66)
        machine.settle(&dice)
        let trouble = Trouble(round.fault, happened: machine.fault.happened)
        if machine.fault.killed { try machine.restart() }
        machine.fault.plan(nil)
        let answers = try zip(round.steps, begun).map { step, pending in try Self.answer(pending) }
        try check(round, answers, trouble)
        note(round, answers, trouble)
        return answers
    }

    /// Checks every promise of every module in every shop.
    func verify() throws {
        for shop in world.shops {
            let entry = shop.entry
            let report = try machine.alone { installation in try await installation.verify(entry) }
            guard let line = report.checks.first(where: { line in !line.findings.isEmpty }) else { continue }
            throw Finding("verify.\(line.check)", "\(entry.shop.slug): \(line.findings[0])")
        }
    }

    /// Brings everything to its end: nothing waits any more, and every promise holds.
    func finish() throws {
        for shop in world.shops {
            let entry = shop.entry
            try machine.alone { installation in try await installation.settle(entry) }
        }
        try verify()
    }

    // MARK: Steps

    private func begin(_ step: Step) -> Pending<Answer> {
        switch step {
        case .ask(let ask):
            let caller = caller(of: ask)
            let tenant = world.shops[ask.shop].entry.tenant
            return machine.begin { installation in
                let action = try installation.registry.action(ask.action).decode(ask.input)
                let invocation = Invocation(
                    tenant: tenant, caller: caller, request: RequestContext(requestID: ask.requestID),
                    idempotencyKey: ask.key, isPreview: ask.isPreview)
                return Answer(try await installation.runner.performDecoded(action, as: invocation))
            }
        case .deliver(let shop):
            let tenant = world.shops[shop].entry.tenant
            return machine.begin { installation in
                try await installation.dispatcher.drain(tenant: tenant)
                return .worked
            }
        case .sweep(let shop):
            let entry = world.shops[shop].entry
            return machine.begin { installation in
                try await installation.settle(entry)
                return .worked
            }
        case .work:
            return machine.begin { installation in
                try await installation.work(atMost: 4)
                return .worked
            }
        case .upload(let upload): return send(upload)
        }
    }

    private func send(_ upload: Upload) -> Pending<Answer> {
        let tenant = world.shops[upload.shop].entry.tenant
        let caller = callers[upload.shop][upload.principal] ?? .nobody
        return machine.begin { installation in
            let invocation = Invocation(
                tenant: tenant, caller: caller, request: RequestContext(requestID: upload.name))
            guard let kind = ImportRun.Kind(rawValue: upload.kind) else { return .nothing }
            let receipt = try await ImportUploads(installation, as: invocation).receive(kind, name: upload.name)
            try receipt.write(Array(upload.text.utf8))
            let stored = try await receipt.finish()
            return .done(try Wire.json(stored), [])
        }
    }

    private func caller(of ask: Ask) -> Caller {
        if ask.principal.hasPrefix("system:") { return .system(String(ask.principal.dropFirst(7))) }
        return callers[ask.shop][ask.principal] ?? .nobody
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

    // MARK: Checks

    private func check(_ round: Round, _ answers: [Answer], _ trouble: Trouble) throws {
        for (level, text) in machine.journal.take() where !trouble.happened {
            if level >= .error || text.hasPrefix("subscriber") { throw Finding("journal.is_quiet", text) }
        }
        for index in world.shops.indices {
            let entries = try followers[index].read(machine)
            for (step, answer) in zip(round.steps, answers) {
                guard case .ask(let ask) = step, ask.shop == index else { continue }
                try Follower.compare(ask, answer, with: entries, trouble)
                if round.steps.count == 1, !trouble.happened { try requireDone(ask, answer, in: index) }
            }
            try noteKeys(round, answers, entries, in: index)
            try followers[index].follow(entries, machine)
            if entries.contains(where: { entry in Self.changesTeam(entry.action) }) { try identify(in: index) }
            for entry in entries { tally.performed(entry.action) }
        }
        for (step, answer) in zip(round.steps, answers) where !trouble.happened {
            switch step {
            case .ask, .upload: continue
            case .deliver, .sweep, .work:
                if case .refused(let problem) = answer {
                    throw Finding("machine.does_its_work", "\(problem.code): \(problem.title)")
                }
            }
        }
    }

    /// What nothing speaks against is done: an order that can be paid, sent or cancelled, by somebody who may.
    private func requireDone(_ ask: Ask, _ answer: Answer, in shop: Int) throws {
        guard ["orders.mark_paid", "orders.fulfil", "orders.cancel"].contains(ask.action) else { return }
        guard case .refused(let problem) = answer, problem.code != "idempotency_key_reused" else { return }
        let caller = caller(of: ask)
        guard caller.locations == nil, caller.may(Permission(ask.action)) else { return }
        guard let input = try? JSON(parsing: ask.input), followers[shop].model.allows(ask.action, input) else { return }
        throw Finding("orders.what_is_allowed_is_done", "\(ask.action) was refused with \(problem.code)")
    }

    /// Of requests with one key, in the order in which the log has them.
    private func noteKeys(
        _ round: Round, _ answers: [Answer], _ entries: [AuditedAction], in shop: Int
    ) throws {
        var places: [String: Int64] = [:]
        var held: Set<String> = []
        for entry in entries {
            places[entry.requestID] = entry.seq
            if entry.action == "approvals.request" { held.insert(entry.requestID) }
        }
        let asked = zip(round.steps, answers).compactMap { step, answer -> (ask: Ask, answer: Answer, seq: Int64?)? in
            guard case .ask(let ask) = step, ask.shop == shop, ask.key != nil else { return nil }
            return (ask, answer, places[ask.requestID])
        }
        for item in asked.sorted(by: { a, b in (a.seq ?? .max) < (b.seq ?? .max) }) {
            let isHeld = held.contains(item.ask.requestID)
            try keys.note(item.ask, item.answer, item.seq == nil ? .nothing : isHeld ? .held : .done)
        }
    }

    private static func changesTeam(_ action: String) -> Bool {
        ["team.", "roles.", "users.", "api_keys."].contains { prefix in action.hasPrefix(prefix) }
    }

    /// Who the people are now, as the door finds out at each request.
    private func identify(in shop: Int) throws {
        let entry = world.shops[shop].entry
        let principals = world.shops.flatMap(\.people)
        callers[shop] = try machine.alone { installation in
            let now = installation.clock.now
            return try await installation.store.read { db in
                try principals.reduce(into: [:]) { found, principal in
                    found[principal] = try CurrentCaller.of(
                        principal, tenant: entry.tenant, registry: installation.registry, at: now, in: db)
                }
            }
        }
    }

    private func note(_ round: Round, _ answers: [Answer], _ trouble: Trouble) {
        if trouble.happened { tally.faults += 1 }
        for answer in answers {
            tally.steps += 1
            tally.answered(answer.word)
            digest.update(data: Array(answer.word.utf8))
            switch answer {
            case .done(_, let bytes), .replayed(let bytes): digest.update(data: bytes)
            case .previewed, .worked, .held, .refused, .nothing: break
            }
        }
    }
}

/// Counts of a run.
public struct Tally: Sendable {
    /// Things that were done or tried.
    public internal(set) var steps = 0
    /// Rounds in which something went wrong with the machine.
    public internal(set) var faults = 0
    /// How often each action stands in the logs of the shops.
    public private(set) var actions: [String: Int] = [:]
    /// How often each answer was given.
    public private(set) var answers: [String: Int] = [:]

    mutating func performed(_ action: String) { actions[action, default: 0] += 1 }
    mutating func answered(_ word: String) { answers[word, default: 0] += 1 }
}
