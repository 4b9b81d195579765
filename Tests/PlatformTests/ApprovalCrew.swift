import Kernel
import PlatformFixtures
import Store
import StoreFixtures
import Synchronization
import Testing

@testable import Platform

/// Pays for a note: an action that is measured by a threshold.
struct PayNote: Action {
    static let name: ActionName = "notes.pay"
    static let permission: Permission = "notes.pay"
    static let summary = "Pays for a note."
    static let approval = ApprovalRule.byPolicy
    static var emits: [any Event.Type] { [NoteWritten.self] }
    var note: ID<Note>
    var amount: Money
    var units: Quantity?
    var risky: Bool?
    var location: Reference?
    var channel: String?

    func approvalFacts(in db: Reader) throws -> ApprovalFacts {
        ApprovalFacts(
            policy: units == nil ? "notes.amount" : "notes.units", amount: amount, quantity: units,
            flags: risky == true ? ["notes.elsewhere"] : [], channel: channel,
            locations: location.map { [$0.raw] } ?? [])
    }

    func touchedLocations(in db: Reader) throws -> [RawID] { location.map { [$0.raw] } ?? [] }

    func perform(in tx: Transaction) throws -> Note {
        var record = try tx.find(note)
        if record.text == "closed" { throw Problem(.conflict, "notes.closed", "It is closed.") }
        record.text = "\(record.text) +\(amount.minorUnits)"
        try tx.save(&record)
        let count: Int? = try tx.scalar("SELECT count(*) FROM note WHERE tenant = \(tx.tenant)")
        let receipt = Note(id: tx.newID(), text: "receipt \(tx.counted("N-\(count ?? 0)")) at \(tx.now)")
        try tx.insert(receipt)
        try tx.emit(NoteWritten(note: receipt.id, text: tx.counted("N-\(count ?? 0)")))
        return record
    }
}

/// Who works in a shop of tests.
final class Crew: Sendable {
    private let members = Mutex<[Caller]>([])
    var people: [Caller] { members.withLock { $0 } }

    init(_ people: [Caller] = []) { members.withLock { $0 = people } }

    func leave(_ principal: String) { members.withLock { $0.removeAll { $0.principal == principal } } }
    func join(_ caller: Caller) { members.withLock { $0.append(caller) } }

    /// Somebody with a role.
    static func person(_ name: String, role: String = "clerk", _ rights: [String] = ["notes.*", "approvals.*"])
        -> Caller
    {
        Caller(kind: .user, principal: "usr_\(name)", permissions: PermissionSet(rights), role: role)
    }

    /// The notes as this crew works on them.
    func world(_ engine: Engine, seed: UInt64 = 1) async throws -> World {
        var module = FailingNotes.module
        module.actions.append(PayNote.self)
        module.policyTopics = [
            PolicyTopic(
                "notes.amount", "The amount paid.", measure: .amount, actions: ["notes.pay"],
                risks: [Risk("notes.elsewhere", "The money goes elsewhere.")]),
            PolicyTopic("notes.units", "How many.", measure: .quantity, actions: ["notes.pay"]),
        ]
        module.people = { _ in self.people }
        return try await World.fresh(engine, modules: [module], seed: seed)
    }
}

extension World {
    /// What an approval is now.
    func approval(_ id: ID<Approval>) async throws -> Approval { try await fetch(GetApproval(approval: id)) }

    /// Asks for something that is held.
    func ask<A: Action>(_ action: A, as caller: Caller, key: String? = nil) async throws -> ID<Approval> {
        let performed = try await installation.perform(action, as: invocation(as: caller, key: key))
        return try #require(performed.effects.approval)
    }

    func note(_ id: ID<Note>) async throws -> String { try await fetch(GetNote(note: id)).text }

    func openExceptions() async throws -> [ExceptionView] {
        try await fetch(ListExceptions(status: [.open])).data
    }
}
