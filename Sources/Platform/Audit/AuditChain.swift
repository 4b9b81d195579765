import Kernel
import Store

/// What recomputing a shop's audit chains found.
struct AuditChain: Codable, Sendable {
    /// What can be wrong with an entry.
    enum Fault: String, Codable, Sendable, CaseIterable {
        case missing, unconnected, altered
    }

    /// One place where a chain does not hold.
    struct Break: Codable, Sendable, CustomStringConvertible {
        let fault: Fault
        let lane: Int64
        let seq: Int64

        /// For people.
        var description: String {
            switch fault {
            case .missing: "lane \(lane): entry \(seq) is missing"
            case .unconnected: "lane \(lane): entry \(seq) does not follow the one before it"
            case .altered: "lane \(lane): entry \(seq) was altered"
            }
        }
    }

    /// Chains that run side by side.
    var lanes = 0
    /// Entries recomputed.
    var entries = 0
    /// Whether every entry is there, unaltered and in its place.
    var holds: Bool
    /// The first hundred places where it does not hold, in order.
    var breaks: [Break] = []

    init() { holds = true }

    mutating func add(_ fault: Fault, _ lane: Int64, _ seq: Int64) {
        holds = false
        if breaks.count < 100 { breaks.append(Break(fault: fault, lane: lane, seq: seq)) }
    }
}

/// Recomputes the whole chain: it takes a second for some hundred thousand entries.
struct CheckAuditChain: Query {
    static let name: QueryName = "audit_entries.check_chain"
    static let permission: Permission = "audit.read"
    static let summary = "Recomputes the audit log's hash chain and says whether every entry is there and unaltered."

    func fetch(in db: Reader) throws -> AuditChain { try AuditLog.chain(in: db) }
}
