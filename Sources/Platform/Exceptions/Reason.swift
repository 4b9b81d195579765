import Kernel

/// The stable code of a cause for which work does not finish, `module.what_went_wrong`: `refunds.declined`.
public struct ReasonCode: StableName {
    /// The code as it is written everywhere.
    public let rawValue: String
    /// Takes a literal; the registry refuses malformed codes.
    public init(stringLiteral value: StaticString) { rawValue = "\(value)" }
    /// Wraps a stored code, or one from outside.
    public init(_ text: String) { rawValue = text }
}

/// Why work did not finish, said once by the module that knows: what happened in plain words, what a person does about
/// it, and what trying again means.
public struct Reason: Sendable {
    /// The stable code.
    public let code: ReasonCode
    /// The cause, as one would tell a colleague.
    public let summary: String
    /// What to do about it.
    public let remedy: String
    /// The action that tries again, called with the record in question as its target; what was raised with an action of
    /// its own tries that.
    public let retry: ActionName?
    /// What happens when it is tried again; nil where nothing can be.
    public let onRetry: String?

    /// A reason. One that can be tried again says what happens then.
    public init(
        _ code: ReasonCode, _ summary: String, remedy: String, retry: ActionName? = nil, onRetry: String? = nil
    ) {
        self.code = code
        self.summary = summary
        self.remedy = remedy
        self.retry = retry
        self.onRetry = onRetry
    }
}

extension Registry {
    /// Every reason for which work can stay unfinished, by code.
    public var reasons: [Reason] {
        modules.flatMap(\.reasons).sorted { a, b in a.code.rawValue < b.code.rawValue }
    }

    /// The reason with a code; nil for one that this build no longer knows.
    public func reason(_ code: ReasonCode) -> Reason? {
        for module in modules {
            for reason in module.reasons where reason.code == code { return reason }
        }
        return nil
    }

    /// What is wrong with the declared reasons: two of one code, a retry that nobody can perform on a record.
    static func reasonFaults(in modules: [Module], actions: [String: ActionEntry]) -> [String] {
        let reasons = modules.flatMap(\.reasons)
        var faults = nameFaults(reasons.map(\.code.rawValue), "reason")
        for reason in reasons {
            guard let retry = reason.retry else { continue }
            if reason.onRetry == nil { faults.append("reason \(reason.code) does not say what happens on retry") }
            guard let entry = actions[retry.rawValue] else {
                faults.append("reason \(reason.code) is retried by \(retry), which no module has")
                continue
            }
            if entry.retryTarget == nil { faults.append("reason \(reason.code): \(retry) has no single required id") }
        }
        return faults
    }
}

extension ActionEntry {
    /// The one required field that takes the record of an exception; nil when there is none, or others are required too.
    var retryTarget: String? {
        let required = fields.filter(\.isRequired)
        guard required.count == 1, let field = required.first, field.schema.format == "typeid" else { return nil }
        return field.name
    }
}
