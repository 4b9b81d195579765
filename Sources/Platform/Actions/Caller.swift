import Kernel

/// Who is asking, and what they may do in this shop. An argument everywhere, never an ambient value.
public struct Caller: Sendable {
    /// The kind of principal.
    public enum Kind: String, Codable, Sendable, CaseIterable {
        case user, apiKey = "api_key", system, nobody
    }

    /// The kind of principal.
    public let kind: Kind
    /// The stable text in audit rows and idempotency keys: `usr_…`, `key_…`, `system:mart`, `nobody`.
    public let principal: String
    /// What the caller may do in the shop of the invocation.
    public let permissions: PermissionSet
    /// When set, the only stock locations the caller may touch.
    public let locations: Set<RawID>?
    /// The name of the role that granted it, for people.
    public let role: String
    /// Who stands behind it: of a key that somebody made that person, else the principal. Two keys are not two people.
    public let person: String
    /// The role of that person: of a key that somebody made theirs.
    public let personRole: String

    /// A caller who has been identified elsewhere.
    public init(
        kind: Kind, principal: String, permissions: PermissionSet, locations: Set<RawID>? = nil, role: String,
        person: String? = nil, personRole: String? = nil
    ) {
        self.kind = kind
        self.principal = principal
        self.permissions = permissions
        self.locations = locations
        self.role = role
        self.person = person ?? principal
        self.personRole = personRole ?? role
    }

    /// A part of Martlet itself (a subscriber, the import, the command line of the operator): may do everything.
    public static func system(_ part: String) -> Caller {
        Caller(kind: .system, principal: "system:\(part)", permissions: .all, role: "system")
    }

    /// Somebody who has not been identified: may do nothing.
    public static let nobody = Caller(kind: .nobody, principal: "nobody", permissions: .none, role: "none")

    /// Whether the permission is held.
    public func may(_ permission: Permission) -> Bool { permissions.allows(permission) }

    /// Refuses with 401 (nobody) or 403 unless the permission is held.
    public func require(_ permission: Permission) throws {
        if may(permission) { return }
        if kind == .nobody {
            throw Problem(
                .unauthorized, "unauthorized", "Sign in or send an API key.",
                remedy: "Send 'Authorization: Bearer <API key>', or sign in.")
        }
        throw Problem(
            .forbidden, "forbidden", "You may not do that here.",
            remedy: "Ask somebody with the team permission to give your role '\(permission)'.",
            details: ["permission": permission.rawValue])
    }

    /// Refuses with 403 when the caller is limited to locations and one of these is not among them.
    public func require(locations touched: [RawID]) throws {
        guard let locations else { return }
        if touched.allSatisfy({ locations.contains($0) }) { return }
        throw Problem(
            .forbidden, "location_out_of_scope", "Your role does not reach that location.",
            remedy: "Ask for access to the location, or choose one of yours.")
    }
}

/// What is known about the request an invocation came with: carried into audit rows, events and logs.
public struct RequestContext: Sendable, Codable, Hashable {
    /// The correlation id: given by the caller or made at the door.
    public var requestID: String
    /// The client's address, taken from forwarded headers only behind trusted proxies.
    public var ip: String?
    /// The sales channel (`X-Channel-Slug`).
    public var channel: String?
    /// The caller's language (BCP 47).
    public var locale: String?
    /// The currency the caller asked for.
    public var currency: String?
    /// The country the request came from, where a trusted proxy says so.
    public var country: String?

    /// A context; everything but the id may be unknown.
    public init(
        requestID: String, ip: String? = nil, channel: String? = nil, locale: String? = nil, currency: String? = nil,
        country: String? = nil
    ) {
        self.requestID = requestID
        self.ip = ip
        self.channel = channel
        self.locale = locale
        self.currency = currency
        self.country = country
    }
}

/// Everything about one call but the action itself: which shop, who, with which key, for real or as a preview.
public struct Invocation: Sendable {
    /// The shop's number; every row and every key starts with it.
    public var tenant: Int64
    /// Who asks.
    public var caller: Caller
    /// What is known about the request.
    public var request: RequestContext
    /// The caller's idempotency key: the same key and body never has two effects.
    public var idempotencyKey: String?
    /// Run, collect what would happen, roll back.
    public var isPreview: Bool
    /// The version of the record the caller saw (`If-Match`); another one refuses with 412.
    public var expectedVersion: Int?
    /// The shop and its settings, where whoever identified the caller has read them: what is read for this request does
    /// not read them again. Actions always do.
    public var sheet: ShopSheet?
    /// Records this request has opened already as this caller: what only asks whether they may be opened does not open
    /// them again.
    public var opened: Set<Reference> = []
    /// The lease under which a worker writes: when it is lost, nothing happens.
    var fence: LeaseFence?

    /// An invocation for real, unless `isPreview` says otherwise.
    public init(
        tenant: Int64, caller: Caller, request: RequestContext, idempotencyKey: String? = nil, isPreview: Bool = false,
        expectedVersion: Int? = nil
    ) {
        self.tenant = tenant
        self.caller = caller
        self.request = request
        self.idempotencyKey = idempotencyKey
        self.isPreview = isPreview
        self.expectedVersion = expectedVersion
    }
}
