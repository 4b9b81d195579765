import Kernel
import Platform

extension RoundRunner {
    /// Compares what was answered in a round with what the shops' logs say, and what is there with what must be there.
    func check(_ round: Round, _ answers: [Answer], _ trouble: Trouble) throws {
        for (level, text) in machine.journal.take() where !trouble.happened {
            if level >= .error || text.hasPrefix("subscriber") { throw Finding("journal.is_quiet", text) }
        }
        let hasWritten = hasWritten()
        for index in world.shops.indices {
            let entries = hasWritten ? try followers[index].read(machine) : []
            for (step, answer) in zip(round.steps, answers) {
                guard case .ask(let ask) = step, ask.shop == index else { continue }
                try Follower.compare(ask, answer, with: entries, trouble)
                if round.steps.count == 1, !trouble.happened { try requireReason(ask, answer, in: index) }
            }
            try noteKeys(round, answers, entries, in: index)
            try followers[index].follow(entries, machine)
            if entries.contains(where: { entry in Self.changesTeam(entry.action) }) { try identify(in: index) }
            for entry in entries { tally.performed(entry.action) }
            for entry in entries where entry.action == "api_keys.revoke" {
                let input = try JSON(parsing: Array(entry.body.utf8))["input"]
                pockets[index].revoke(input?["key"]?.string ?? "")
            }
        }
        for (step, answer) in zip(round.steps, answers) where !trouble.happened {
            switch step {
            case .ask, .upload, .knock, .found: continue
            case .deliver, .sweep, .work:
                if case .refused(let problem) = answer {
                    throw Finding("machine.does_its_work", "\(problem.code): \(problem.title)")
                }
            }
        }
    }

    /// What nothing speaks against is done: an order that can be paid, sent or cancelled, by somebody who may. And where
    /// goods are said to be missing, they are.
    private func requireReason(_ ask: Ask, _ answer: Answer, in shop: Int) throws {
        guard case .refused(let problem) = answer, problem.code != "idempotency_key_reused" else { return }
        guard let input = try? JSON(parsing: ask.input) else { return }
        let model = followers[shop].model
        if problem.code == "inventory.not_enough", let objection = model.objection(to: problem, of: ask.action, input) {
            throw Finding("stock.refused_for_a_reason", objection)
        }
        guard ["orders.mark_paid", "orders.fulfil", "orders.cancel"].contains(ask.action) else { return }
        let caller = caller(of: ask)
        guard caller.locations == nil, caller.may(Permission(ask.action)) else { return }
        guard problem.code != "inventory.not_enough", model.allows(ask.action, input) else { return }
        throw Finding("orders.what_is_allowed_is_done", "\(ask.action) was refused with \(problem.code)")
    }

    /// Of requests with one key, in the order in which the log has them.
    private func noteKeys(
        _ round: Round, _ answers: [Answer], _ entries: [AuditedAction], in shop: Int
    ) throws {
        let asked = zip(round.steps, answers).compactMap { step, answer -> (ask: Ask, answer: Answer)? in
            guard case .ask(let ask) = step, ask.shop == shop, ask.key != nil else { return nil }
            return (ask, answer)
        }
        if asked.isEmpty { return }
        var places: [String: Int64] = [:]
        var held: Set<String> = []
        for entry in entries {
            places[entry.requestID] = entry.seq
            if entry.action == "approvals.request" { held.insert(entry.requestID) }
        }
        func place(_ ask: Ask) -> Int64 { places[ask.requestID] ?? .max }
        for item in asked.sorted(by: { a, b in place(a.ask) < place(b.ask) }) {
            let isHeld = held.contains(item.ask.requestID)
            let recorded: KeyModel.Recorded = places[item.ask.requestID] == nil ? .nothing : isHeld ? .held : .done
            try keys.note(item.ask, item.answer, recorded)
        }
    }

    private static func changesTeam(_ action: String) -> Bool {
        ["team.", "roles.", "users."].contains { prefix in action.hasPrefix(prefix) }
    }

    // MARK: The door

    /// Compares what came out at the doors with what may, and lets people keep it.
    func judge(_ round: Round, _ held: [Pockets.Held], _ answers: [Answer], _ trouble: Trouble) throws {
        for (index, step) in round.steps.enumerated() {
            guard case .knock(let knock) = step else { continue }
            var passed: Passed?
            switch answers[index] {
            case .passed(let out): passed = out
            case .refused(let problem):
                if problem.kind == .internal { throw Finding("answers.no_internal_error", "\(knock.deed): \(problem)") }
                if round.steps.count == 1, !trouble.happened { try requireOpen(knock, held[index], problem) }
            case .done, .replayed, .previewed, .worked, .held, .nothing: break
            }
            if let passed { try requireRight(knock, held[index], passed) }
            try pockets[knock.shop].note(knock, held[index], passed, isCertain: !trouble.happened)
        }
    }

    /// Nobody comes in who must not.
    private func requireRight(_ knock: Knock, _ held: Pockets.Held, _ passed: Passed) throws {
        let person = world.shops[knock.shop].people[knock.person]
        switch (knock.deed, held, passed) {
        case (.redeem, .link(_, isUsed: true), .session):
            throw Finding("door.links_work_once", "a link let somebody in a second time")
        case (.comeBack, .session(_, hasEnded: true), .entered):
            throw Finding("door.what_ended_stays_ended", "a session that had ended let somebody in")
        case (.useKey, .key(_, let id, let isRevoked), .entered(let caller)):
            if isRevoked { throw Finding("door.what_ended_stays_ended", "\(id) was revoked and let somebody in") }
            if caller.principal != id { throw Finding("door.nobody_else", "\(id) let \(caller.principal) in") }
        case (.guess, _, .session): throw Finding("door.no_wrong_passwords", "a wrong password let \(person) in")
        case (.signIn, _, .session(_, let user)):
            if user != person { throw Finding("door.nobody_else", "\(person) signed in as \(user)") }
        case _: break
        }
    }

    /// Whoever has the right password and works here comes in, unless somebody guessed too often.
    private func requireOpen(_ knock: Knock, _ held: Pockets.Held, _ problem: Problem) throws {
        guard knock.deed == .signIn, case .password = held else { return }
        let person = world.shops[knock.shop].people[knock.person]
        guard callers[knock.shop][person] != nil, problem.code != "sign_in.too_many_attempts" else { return }
        throw Finding("door.opens", "\(person) was refused with \(problem.code), with the right password")
    }
}
