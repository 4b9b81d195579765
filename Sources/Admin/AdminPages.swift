import API
import HTTPTypes
import Hummingbird
import Identity
import Kernel
import Localisation
import Platform
import Web

/// The admin: sign-in, home, lists, records and forms over everything registered.
public struct AdminPages: Sendable {
    let installation: Installation
    let identification: Identification
    let authenticator: Authenticator
    let isSecure: Bool
    let rooms: Rooms

    /// Pages behind a server's door. `isSecure` marks cookies for HTTPS only: true when the public address is https.
    public init(_ server: APIServer, _ authenticator: Authenticator, isSecure: Bool = false) {
        installation = server.installation
        identification = server.identification
        self.authenticator = authenticator
        self.isSecure = isSecure
        rooms = Rooms(server.installation.registry)
    }

    /// What is wrong with the designs of lists and records: names that the registry does not have. Empty in a sound build.
    public var faults: [String] { rooms.faults(installation.registry) }

    /// Adds every page to a router.
    public func add(to router: Router<WebContext>) {
        AssetRoutes.add(to: router)
        router.get("/") { _, _ in Response(seeOther: "/admin") }
        ShortAddresses.add(to: router)
        SignInPages(self).add(to: router)
        HomePages(self).add(to: router)
        InboxPages(self).add(to: router)
        PersonalPages(self).add(to: router)
        PalettePages(self).add(to: router)
        ListRoutes(self).add(to: router)
        RecordPages(self).add(to: router)
        ActionPages(self).add(to: router)
        SecretPages(self).add(to: router)
        ImportPages(self).add(to: router)
        RoleMatrixPages(self).add(to: router)
        AuditCheckPages(self).add(to: router)
        SettingsPages(self).add(to: router)
        HelpPages(self).add(to: router)
        AnalyticsPages(self).add(to: router)
        StockOverviewPage(self).add(to: router)
        JobQueuesPage(self).add(to: router)
        TrialBalancePage(self).add(to: router)
        RefundApprovalsPage(self).add(to: router)
    }

    /// Runs a page for somebody signed in; others go to the sign-in page and come back after it. The page of a list gets
    /// that list's saved views with it.
    func page(
        _ request: Request, _ context: WebContext, list: String? = nil, _ body: (Desk) async throws -> Response
    ) async throws -> Response {
        guard let who = try await identification.session(of: request) else {
            let next = request.method == .get ? request.uri.description : "/admin"
            return Response(seeOther: "/sign-in?next=\(FormFields.encoded(next))")
        }
        let desk = try await desk(who, list, request, context)
        do {
            return try await body(desk)
        } catch let problem as Problem where problem.kind != .internal {
            return try await refused(problem, desk)
        }
    }

    /// What somebody signed in sees when a page or a form is refused: the frame with the way around stays. Who lacks a
    /// right is told who can give it.
    private func refused(_ problem: Problem, _ desk: Desk) async throws -> Response {
        var problem = problem
        problem.requestID = desk.requestID
        let isMissing = problem.kind == .forbidden && problem.details["permission"] != nil
        let granters =
            isMissing ? try await installation.read(as: desk.invocation) { try Principals.granters(in: $0) } : []
        let frame = Frame(desk: desk, title: problem.title, place: "", isMiddling: true)
        let page = ProblemView.html(problem, desk, granters: granters)
        return Response(page: frame.page(page), status: .init(code: problem.status))
    }

    /// A form that somebody signed in sent: from our own origin and with the session's token.
    func form(
        _ request: Request, _ context: WebContext, _ body: (Desk, FormFields) async throws -> Response
    ) async throws -> Response {
        try Identification.requireOwnOrigin(request)
        return try await page(request, context) { desk in
            let fields = try await Self.fields(of: request, context)
            guard let token = fields["csrf"], desk.who.accepts(csrf: token) else { throw Identification.forged }
            return try await body(desk, fields)
        }
    }

    /// The fields of a form body.
    static func fields(of request: Request, _ context: WebContext) async throws -> FormFields {
        let bytes = try await request.bytes(upTo: context.maxUploadSize)
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw Problem(.malformed, "malformed_form", "The form could not be read.")
        }
        return try FormFields(parsing: text)
    }

    /// The desk of a request: one statement for what the person prefers, and the list's views. The shop came with the
    /// session.
    private func desk(
        _ who: Authenticated, _ list: String?, _ request: Request, _ context: WebContext
    ) async throws -> Desk {
        guard let shop = who.sheet.shop else { throw Problem(.internal, "no_shop", "The session has no shop.") }
        var liked: JSON?
        if let preferences = try? installation.registry.query("preferences.current") {
            let asked: JSON = list.map { ["list": .string($0)] } ?? [:]
            let query = try preferences.decode(asked.bytes)
            liked = try JSON(parsing: try await installation.fetchDecoded(query, as: who.invocation(context.request)))
        }
        let taste = liked.map(Taste.init) ?? Taste()
        let locale = Tongue.choose(taste.locale, accepted: request.headers[.acceptLanguage])
        return Desk(
            who: who, shop: shop, taste: taste, words: Tongue.words(locale),
            format: LocaleFormat.of(locale, home: shop.currency), now: installation.clock.now,
            registry: installation.registry, rooms: rooms, links: RecordLinks(installation.registry, for: who.caller),
            address: PageAddress(path: request.uri.path, form: try FormFields(parsing: request.uri.query ?? "")),
            request: context.request, saved: liked?["views"]?.array ?? [])
    }

    /// Answers a query by its name with some filters, as the person at a desk.
    func answer(
        _ name: String, _ filters: JSON = [:], at desk: Desk, withCursors: Bool = false
    ) async throws -> JSON {
        let query = try installation.registry.query(name).decode(filters.bytes)
        return try JSON(
            parsing: try await installation.fetchDecoded(query, as: desk.invocation, withCursors: withCursors))
    }

    /// The same, or nothing when the build has no such query or the person may not ask it.
    func answerIfAllowed(_ name: String, _ filters: JSON = [:], at desk: Desk) async throws -> JSON? {
        guard let entry = try? installation.registry.query(name), desk.may(entry.permission) else { return nil }
        return try await answer(name, filters, at: desk)
    }

    /// What an action would answer; nothing of it stays. Nil when the person may not perform it, or it is refused.
    func triedIfAllowed(_ name: String, _ input: JSON, at desk: Desk) async throws -> JSON? {
        guard let entry = desk.action(name) else { return nil }
        let invocation = desk.who.invocation(desk.request, isPreview: true)
        do {
            return try await installation.runner.performDecoded(try entry.decode(input.bytes), as: invocation).outcome
        } catch let problem as Problem where problem.kind != .internal {
            return nil
        }
    }

    /// Performs an action by its name from JSON, as the person at a desk.
    @discardableResult
    func perform(_ name: String, _ input: JSON, at desk: Desk, key: String? = nil) async throws -> Performed<JSON> {
        let action = try installation.registry.action(name).decode(input.bytes)
        let invocation = desk.who.invocation(desk.request, idempotencyKey: key ?? installation.ids.next().uuidString)
        return try await installation.runner.performDecoded(action, as: invocation)
    }

    /// The desk with the names of everybody and everything that some answers mention: one statement, none when nothing is.
    func naming(_ mentioned: Set<Reference>, at desk: Desk) async throws -> Desk {
        if mentioned.isEmpty { return desk }
        var desk = desk
        desk.names = try await installation.read(as: desk.invocation) { db in
            try db.names(of: mentioned, with: Principals.sources)
        }
        return desk
    }
}

/// The ids that an answer mentions: who did something, what it was done to.
enum Mentioned {
    static func references(_ json: JSON) -> Set<Reference> {
        var found: Set<Reference> = []
        collect(json, into: &found)
        return found
    }

    private static func collect(_ json: JSON, into found: inout Set<Reference>) {
        switch json {
        case .string(let text):
            // An id is short and has one underscore before 26 letters; anything else is not looked at.
            if (28...40).contains(text.utf8.count), let reference = Reference(text) { found.insert(reference) }
        case .array(let items): for item in items { collect(item, into: &found) }
        // Whoever tells a record's own id tells its name beside it.
        case .object(let object):
            for member in object.members where member.key != "id" { collect(member.value, into: &found) }
        case .null, .bool, .int, .double: break
        }
    }
}
