import Crypto
import Kernel
import Store

extension Transaction {
    /// Asks for approval of an action. The same request again finds the approval it asked for; it never asks twice.
    func requestApproval<A: Action>(_ action: A, input: [UInt8], digest: String, key: String?) throws -> Approval {
        if caller.locations != nil { try caller.require(locations: action.touchedLocations(in: self)) }
        let earlier = try key.flatMap { key in
            try Approval.asked(with: key, action: A.name, digest: digest, in: self)
        }
        return try earlier
            ?? perform(RequestApproval(action: A.name, input: try JSON(parsing: input), digest: digest, key: key))
    }

    /// The same for an action whose input has not been written down yet.
    func requestApproval<A: Action>(_ action: A, key: String?) throws -> Approval {
        let input = try Wire.encode(action)
        return try requestApproval(action, input: input, digest: Hex.encode(Array(SHA256.hash(data: input))), key: key)
    }

    /// Performs an action inside this one, or asks for its approval where a policy wants that: what a caller may not do
    /// alone, they may not do by a detour either.
    func performOrHold(_ action: any Action) throws -> (outcome: JSON?, approval: ID<Approval>?) {
        func run<A: Action>(_ action: A) throws -> (outcome: JSON?, approval: ID<Approval>?) {
            if A.approval == .byPolicy, try ApprovalPolicy.holds(A.name, in: self) {
                return (nil, try requestApproval(action, key: nil).id)
            }
            return (try Wire.json(try perform(action)), nil)
        }
        return try run(action)
    }
}
