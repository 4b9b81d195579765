import Kernel
import Store

extension Transaction {
    /// What an action would do if it were performed now by the caller; nothing of it stays. It is tried a second time as
    /// if later and by somebody else: what comes out otherwise then depends on the moment. Refuses as the action does.
    func trial<A: Action>(of action: A) throws -> ApprovalPreview {
        let first = try tried(action, as: caller, at: now)
        let later = now + .days(1) + .minutes(61) + TimeSpan(microseconds: 1_000_001)
        let somebody = Caller(
            kind: caller.kind, principal: "usr_somebody", permissions: caller.permissions, locations: caller.locations,
            role: caller.role, personRole: caller.personRole)
        let second: ApprovalPreview?
        do {
            second = try tried(action, as: somebody, at: later)
        } catch let error as DBError where error.endsTransaction {
            throw error
        } catch {
            second = nil  // it can only be done now, or only by the caller
        }
        return first.masking(second.flatMap { first.places(differingFrom: $0) } ?? first.places(of: now, caller))
    }

    private func tried<A: Action>(_ action: A, as caller: Caller, at moment: Instant) throws -> ApprovalPreview {
        try db.rollingBack {
            let inner = Transaction(
                db: db, tenant: tenant, caller: caller, request: request, now: moment, registry: registry, ids: ids)
            let (_, trails, novelty) = try inner.watching { try inner.perform(action) }
            return try novelty.preview(of: trails)
        }
    }

    /// What a decoded action would do now, as it stands; nothing of it stays.
    func glimpse(of action: any Action) throws -> ApprovalPreview {
        func run<A: Action>(_ action: A) throws -> ApprovalPreview { try tried(action, as: caller, at: now) }
        return try run(action)
    }
}

extension ApprovalPreview {
    /// The places that name the moment or the person: where a second try was not possible.
    func places(of moment: Instant, _ person: Caller) -> [String] {
        let texts: Set<String> = [moment.description, person.principal]
        var places: Set<String> = []
        for change in changes {
            let kind = String(change.record.prefix { $0 != "_" && $0 != "#" })
            Self.find(texts, in: change.before ?? .null, "\(kind).before", &places)
            Self.find(texts, in: change.after ?? .null, "\(kind).after", &places)
        }
        for event in events { Self.find(texts, in: event.payload, event.name.rawValue, &places) }
        return places.sorted()
    }

    private static func find(_ texts: Set<String>, in json: JSON, _ place: String, _ places: inout Set<String>) {
        switch json {
        case .object(let object):
            for member in object.members { find(texts, in: member.value, "\(place).\(member.key)", &places) }
        case .array(let items): for item in items { find(texts, in: item, place, &places) }
        case .string(let text): if texts.contains(text) { places.insert(place) }
        case .null, .bool, .int, .double: return
        }
    }
}
