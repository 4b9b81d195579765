import Crypto
import Kernel
import Store

/// What an action would do, written so that it does not depend on the moment: what is new is numbered in the order in
/// which it is made, and what another moment or another person would write otherwise is left out.
public struct ApprovalPreview: Codable, Sendable, Hashable {
    /// A record that would change.
    public struct Change: Codable, Sendable, Hashable {
        /// The record's id; `ord#1` for the first new record, if it is an order.
        public let record: String
        /// How.
        public let kind: RecordChange.Kind
        /// The members that change, as they were.
        public var before: JSON?
        /// The members that change, as they would be.
        public var after: JSON?
    }

    /// An event that would be told.
    public struct Said: Codable, Sendable, Hashable {
        /// Name with version.
        public let name: EventName
        /// The record it is about.
        public let about: String
        /// What it says.
        public var payload: JSON
    }

    /// How many changes and events are kept to be shown.
    static let limit = 60

    /// The records.
    public internal(set) var changes: [Change]
    /// The events.
    public internal(set) var events: [Said]
    /// How many changes and events there are that are not kept here.
    public internal(set) var more: Int
    /// The members that depend on the moment, by kind of record and place.
    public internal(set) var moving: [String]

    /// What stays when it is stored.
    var kept: ApprovalPreview {
        var kept = self
        kept.changes = Array(changes.prefix(Self.limit))
        kept.events = Array(events.prefix(Self.limit))
        kept.more = changes.count + events.count - kept.changes.count - kept.events.count
        return kept
    }

    /// The same with what depends on the moment left out.
    func masking(_ moving: [String]) -> ApprovalPreview {
        var masked = self
        masked.moving = moving
        let hidden = Set(moving)
        if hidden.isEmpty { return masked }
        for index in changes.indices {
            let kind = Self.kind(of: changes[index].record)
            masked.changes[index].before = changes[index].before.map { Self.mask($0, "\(kind).before", hidden) }
            masked.changes[index].after = changes[index].after.map { Self.mask($0, "\(kind).after", hidden) }
        }
        for index in events.indices {
            masked.events[index].payload = Self.mask(events[index].payload, events[index].name.rawValue, hidden)
        }
        return masked
    }

    /// What people say yes to, in one number.
    func digest() throws -> String {
        var whole = self
        whole.more = 0
        return Hex.encode(Array(SHA256.hash(data: try Wire.encode(whole))))
    }

    /// The places at which two tries of the same thing differ; nil when they did different things.
    func places(differingFrom other: ApprovalPreview) -> [String]? {
        guard changes.map(\.record) == other.changes.map(\.record), changes.map(\.kind) == other.changes.map(\.kind),
            events.map(\.name) == other.events.map(\.name), events.map(\.about) == other.events.map(\.about)
        else { return nil }
        var places: Set<String> = []
        for (a, b) in zip(changes, other.changes) {
            let kind = Self.kind(of: a.record)
            Self.compare(a.before ?? .null, b.before ?? .null, "\(kind).before", &places)
            Self.compare(a.after ?? .null, b.after ?? .null, "\(kind).after", &places)
        }
        for (a, b) in zip(events, other.events) { Self.compare(a.payload, b.payload, a.name.rawValue, &places) }
        return places.sorted()
    }

    private static func kind(of record: String) -> String { String(record.prefix { $0 != "_" && $0 != "#" }) }

    private static func compare(_ a: JSON, _ b: JSON, _ place: String, _ places: inout Set<String>) {
        switch (a, b) {
        case (.object(let left), .object(let right)) where left.keys == right.keys:
            for member in left.members {
                compare(member.value, right[member.key] ?? .null, "\(place).\(member.key)", &places)
            }
        case (.array(let left), .array(let right)) where left.count == right.count:
            for (x, y) in zip(left, right) { compare(x, y, place, &places) }
        case _: if a != b { places.insert(place) }
        }
    }

    private static func mask(_ json: JSON, _ place: String, _ hidden: Set<String>) -> JSON {
        if hidden.contains(place) { return "~" }
        switch json {
        case .object(let object):
            return .object(
                JSONObject(object.members.map { .init($0.key, mask($0.value, "\(place).\($0.key)", hidden)) }))
        case .array(let items): return .array(items.map { mask($0, place, hidden) })
        case .null, .bool, .int, .double, .string: return json
        }
    }
}

/// Something that is not as it was when an approval was asked for.
public struct Difference: Codable, Sendable, Hashable {
    /// The record's id.
    public let record: String
    /// The member that is different; absent when the whole record is.
    public let field: String?
    /// What it was.
    public let then: JSON?
    /// What it is.
    public let now: JSON?
}

extension ApprovalPreview {
    /// How many differences are told.
    private static let told = 20

    /// What is different now, record by record; what follows from records (events) only where no record says it.
    func differences(now: ApprovalPreview) -> [Difference] {
        let (old, new) = (Self.keyed(changes), Self.keyed(now.changes))
        var found: [Difference] = []
        for (key, was) in old {
            guard let present = new.first(where: { $0.0 == key })?.1 else {
                found.append(.init(record: was.record, field: nil, then: .string(was.kind.rawValue), now: nil))
                continue
            }
            found += Self.members(of: was.record, was.before, present.before)
            let known = Set(found.filter { $0.record == was.record }.map(\.field))
            found += Self.members(of: was.record, was.after, present.after).filter { !known.contains($0.field) }
        }
        for (key, present) in new where !old.contains(where: { $0.0 == key }) {
            found.append(.init(record: present.record, field: nil, then: nil, now: .string(present.kind.rawValue)))
        }
        if found.isEmpty {
            let were = Dictionary(events.map { ($0.about, $0.payload) }, uniquingKeysWith: { first, _ in first })
            for event in now.events { found += Self.members(of: event.about, were[event.about], event.payload) }
        }
        return Array(found.prefix(Self.told))
    }

    /// Changes with the record and how often it has changed before.
    private static func keyed(_ changes: [Change]) -> [(String, Change)] {
        var times: [String: Int] = [:]
        return changes.map { change in
            times[change.record, default: 0] += 1
            return ("\(change.record) \(times[change.record] ?? 1)", change)
        }
    }

    private static func members(of record: String, _ then: JSON?, _ now: JSON?) -> [Difference] {
        let (old, new) = (then?.object ?? JSONObject(), now?.object ?? JSONObject())
        let names = old.keys + new.keys.filter { old[$0] == nil }
        return names.compactMap { name in
            old[name] == new[name] ? nil : Difference(record: record, field: name, then: old[name], now: new[name])
        }
    }
}

extension Novelty {
    /// What was done, written down.
    func preview(of trails: [ActionTrail]) throws -> ApprovalPreview {
        var changes: [ApprovalPreview.Change] = []
        var events: [ApprovalPreview.Said] = []
        for trail in trails {
            for change in trail.changes {
                let before = try change.before.map { try told($0) }
                let after = try change.after.map { try told($0) }
                let pair = before.flatMap { old in after.map { AuditBody.differing(old, $0) } }
                changes.append(
                    .init(
                        record: canonical(change.record.description), kind: change.kind, before: pair?.0 ?? before,
                        after: pair?.1 ?? after))
            }
            for subject in trail.subjects {
                changes.append(.init(record: canonical(subject.description), kind: .saved, before: nil, after: nil))
            }
            for event in trail.events {
                let payload = canonical(try JSON(parsing: Array(event.payload.utf8))).without(event.standing)
                events.append(
                    .init(name: event.name, about: canonical(event.subject.description), payload: payload))
            }
        }
        return ApprovalPreview(changes: changes, events: events, more: 0, moving: [])
    }

    /// A record without what others change all the time.
    private func told(_ record: any Record) throws -> JSON {
        canonical(try Wire.json(record)).without(type(of: record).standing)
    }
}

extension JSON {
    /// An object without some members.
    fileprivate func without(_ names: Set<String>) -> JSON {
        guard !names.isEmpty, case .object(let object) = self else { return self }
        return .object(JSONObject(object.members.filter { !names.contains($0.key) }))
    }
}
