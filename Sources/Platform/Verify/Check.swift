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

    /// A check.
    public init(_ name: String, _ promise: String, findings: @escaping @Sendable (Reader) throws -> [String]) {
        self.name = name
        self.promise = promise
        self.findings = findings
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
