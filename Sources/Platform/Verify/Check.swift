import Kernel
import Store

/// One promise that can be checked on a live database. `martlet verify` runs them all for each shop.
public struct Check: Sendable {
    /// A stable name, `inventory.levels_equal_moves`.
    public let name: String
    /// The invariant in one sentence.
    public let promise: String
    /// Looks for violations; each finding says what is wrong with which record. At most some hundred are worth returning.
    public let findings: @Sendable (Reader) throws -> [String]
    /// Proposes the action that puts right what is wrong with up to so many records; nil when it finds nothing to do.
    public typealias Repair = @Sendable (Reader, _ limit: Int) throws -> (any Action)?
    /// The repair, where what is wrong follows from what is right; without one people decide.
    public let repair: Repair?

    /// A check, with the repair of what it finds where there is one.
    public init(
        _ name: String, _ promise: String, repair: Repair? = nil,
        findings: @escaping @Sendable (Reader) throws -> [String]
    ) {
        self.name = name
        self.promise = promise
        self.findings = findings
        self.repair = repair
    }
}

/// What a run of all checks over one shop found.
public struct VerifyReport: Codable, Sendable {
    /// One check and its findings.
    public struct Line: Codable, Sendable {
        /// The check's name.
        public let check: String
        /// The invariant.
        public let promise: String
        /// What is wrong; empty when the promise holds.
        public let findings: [String]
    }
    /// The shop.
    public let shop: String
    /// Each check in order.
    public let checks: [Line]
    /// Whether every promise holds.
    public var holds: Bool { checks.allSatisfy(\.findings.isEmpty) }
}

/// What was done, or would be, to put right what a check found.
public struct RepairReport: Codable, Sendable {
    /// The check's name.
    public let check: String
    /// The action.
    public let action: ActionName
    /// What it answered.
    public let outcome: JSON?
}

extension Installation {
    /// Puts right what the checks of a shop find and have a repair for, some thousand records at a time, until they find
    /// nothing or what is left stays as it is. A preview shows the first portion and changes nothing.
    public func repair(_ entry: ShopEntry, isPreview: Bool) async throws -> [RepairReport] {
        var reports: [RepairReport] = []
        for check in registry.modules.flatMap(\.checks) {
            guard let propose = check.repair else { continue }
            var last: [UInt8] = []
            while let action = try await read(
                as: system("repair", tenant: entry.tenant), { db in try propose(db, 10_000) })
            {
                let input = try Wire.encode(action)
                if input == last { break }
                last = input
                var invocation = system("repair", tenant: entry.tenant)
                invocation.isPreview = isPreview
                let performed = try await runner.performDecoded(action, as: invocation)
                reports.append(
                    RepairReport(
                        check: check.name, action: type(of: action).name, outcome: performed.outcome))
                if isPreview { break }
            }
        }
        return reports
    }
}
