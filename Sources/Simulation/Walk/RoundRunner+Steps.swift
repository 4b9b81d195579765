import Identity
import Importing
import Kernel
import Platform
import Store

extension RoundRunner {
    /// Begins a step, with what whoever does it has in their pockets.
    func begin(_ step: Step, with held: Pockets.Held) -> Pending<Answer> {
        switch step {
        case .ask(let ask): return begin(ask)
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
        case .upload(let upload): return begin(upload)
        case .knock(let knock): return begin(knock, with: held)
        case .found(let slug): return found(slug)
        }
    }

    private func begin(_ ask: Ask) -> Pending<Answer> {
        let caller = caller(of: ask)
        let tenant = world.shops[ask.shop].entry.tenant
        return machine.begin { installation in
            let action = try installation.registry.action(ask.action).decode(ask.input)
            let invocation = Invocation(
                tenant: tenant, caller: caller, request: RequestContext(requestID: ask.requestID),
                idempotencyKey: ask.key, isPreview: ask.isPreview)
            return Answer(try await installation.runner.performDecoded(action, as: invocation))
        }
    }

    private func begin(_ upload: Upload) -> Pending<Answer> {
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

    /// Who asks.
    func caller(of ask: Ask) -> Caller {
        if ask.principal.hasPrefix("system:") { return .system(String(ask.principal.dropFirst(7))) }
        return callers[ask.shop][ask.principal] ?? .nobody
    }

    // MARK: The door

    /// What whoever does a step has in their pockets for it.
    func pocketed(_ step: Step) -> Pockets.Held {
        guard case .knock(let knock) = step else { return .nothing }
        return pockets[knock.shop].held(for: knock)
    }

    private func begin(_ knock: Knock, with held: Pockets.Held) -> Pending<Answer> {
        let shop = world.shops[knock.shop]
        let visitor = Visitor(
            door: machine.door, tenant: shop.entry.tenant, slug: shop.entry.shop.slug,
            principal: shop.people[knock.person], email: shop.emails[knock.person],
            caller: callers[knock.shop][shop.people[knock.person]] ?? .nobody,
            request: RequestContext(requestID: knock.requestID, ip: "10.0.0.\(knock.person)"))
        return machine.begin { _ in
            .passed(try await visitor.knock(knock.deed, with: held, number: knock.number))
        }
    }

    /// A shop is opened as the operator does it, and its owner chooses a password.
    private func found(_ slug: String) -> Pending<Answer> {
        let door = machine.door
        return machine.begin { installation in
            let entry = try await installation.createShop(
                slug: slug, name: slug, currency: .eur, timeZone: try TimeZoneID(parsing: "Europe/Berlin"))
            guard let link = try await Firstrun.prepare(shop: entry, in: installation) else { return .worked }
            let request = RequestContext(requestID: slug)
            let grant = try await door.redeem(link: link.token, request: request)
            let owner = try await door.session(token: grant.token)
            let again = try await door.setUp(
                name: "Owner of \(slug)", email: "owner@\(slug).example", password: "Wide grass \(slug)", as: owner,
                request: request)
            return .passed(.session(again.token, for: again.user.id.description))
        }
    }
}

/// Somebody at a shop's door.
private struct Visitor: Sendable {
    let door: Authenticator
    let tenant: Int64
    let slug: String
    let principal: String
    let email: String
    let caller: Caller
    let request: RequestContext

    func knock(_ deed: Knock.Deed, with held: Pockets.Held, number: Int) async throws -> Passed {
        switch (deed, held) {
        case (.makeLink, _):
            let operated = Invocation(tenant: tenant, caller: .system("operator"), request: request)
            return .link(try await door.makeLink(for: try ID(parsing: principal), as: operated).token)
        case (.redeem, .link(let link, _)):
            let grant = try await door.redeem(link: link, request: request)
            return .session(grant.token, for: grant.user.id.description)
        case (.choosePassword, .session(let token, _)):
            let who = try await door.session(token: token)
            let password = "Blue heron \(number)"
            let grant = try await door.setUp(
                name: "Person \(number)", email: email, password: password, as: who, request: request)
            return .password(password, session: grant.token)
        case (.signIn, .password(let password)): return try await signIn(password)
        case (.guess, _): return try await signIn("Not the password \(number)")
        case (.comeBack, .session(let token, _)): return .entered(try await door.session(token: token).caller)
        case (.signOut, .session(let token, _)):
            try await door.signOut(token: token, request: request)
            return .left
        case (.makeKey, _):
            let own = Invocation(tenant: tenant, caller: caller, request: request)
            let made = try await door.createAPIKey(
                name: "Key \(number)", scopes: ["orders.read", "customers.read"], as: own)
            return .key(made.text, made.key.id)
        case (.useKey, .key(let text, _, _)): return .entered(try await door.apiKey(text).caller)
        case (.redeem, _), (.choosePassword, _), (.signIn, _), (.comeBack, _), (.signOut, _), (.useKey, _):
            return .idle
        }
    }

    private func signIn(_ password: String) async throws -> Passed {
        let grant = try await door.signIn(email: email, password: password, shop: slug, request: request)
        return .session(grant.token, for: grant.user.id.description)
    }
}
