/// A refusal or failure as callers see it: RFC 9457 problem details with a stable code, the fields at
/// fault, and what to do next.
public struct Problem: Error, Hashable, Sendable {
    /// What sort of failure it is; decides the HTTP status.
    public var kind: Kind
    /// The stable code programs branch on: `orders.not_cancellable`.
    public var code: String
    /// One sentence for a person, the same for every occurrence.
    public var title: String
    /// What happened this time.
    public var detail: String?
    /// The one field at fault, when there is one.
    public var field: String?
    /// What to do next.
    public var remedy: String?
    /// Every wrong field.
    public var errors: [FieldError]
    /// Values a program may want, as text.
    public var details: [String: String]
    /// The request it happened in; filled in by the face that answers.
    public var requestID: String?

    /// A problem of a kind, with a code and a title.
    public init(
        _ kind: Kind, _ code: String, _ title: String, detail: String? = nil, field: String? = nil,
        remedy: String? = nil, errors: [FieldError] = [], details: [String: String] = [:]
    ) {
        self.kind = kind
        self.code = code
        self.title = title
        self.detail = detail
        self.field = field
        self.remedy = remedy
        self.errors = errors
        self.details = details
    }

    /// The HTTP status.
    public var status: Int { kind.status }

    /// The sorts of failure and their HTTP statuses.
    public enum Kind: String, Codable, Sendable, CaseIterable {
        case invalid, malformed, unauthorized, forbidden
        case notFound = "not_found"
        case methodNotAllowed = "method_not_allowed"
        case conflict
        case preconditionFailed = "precondition_failed"
        case tooLarge = "too_large"
        case unprocessable
        case tooMany = "too_many"
        case `internal`, unavailable
        case approvalRequired = "approval_required"

        /// The HTTP status.
        public var status: Int {
            switch self {
            case .approvalRequired: 202
            case .malformed: 400
            case .unauthorized: 401
            case .forbidden: 403
            case .notFound: 404
            case .methodNotAllowed: 405
            case .conflict: 409
            case .preconditionFailed: 412
            case .tooLarge: 413
            case .invalid, .unprocessable: 422
            case .tooMany: 429
            case .internal: 500
            case .unavailable: 503
            }
        }
    }
}

extension Problem: CustomStringConvertible {
    /// Code, title and wrong fields in one line, for logs and terminals.
    public var description: String {
        var text = "\(code): \(title)"
        if let detail { text += " \(detail)" }
        for error in errors { text += " [\(error.field): \(error.message)]" }
        return text
    }
}

extension Problem {
    /// The code of problems that name wrong fields.
    public static let validationFailed = "validation_failed"

    /// The input has wrong fields.
    public static func validation(_ errors: [FieldError]) -> Problem {
        Problem(
            .invalid, validationFailed, "The input is not valid.", field: errors.count == 1 ? errors.first?.field : nil,
            remedy: "Correct the fields named and send it again.", errors: errors)
    }

    /// What a scalar throws when it is read from text that is no such scalar. The decoder around it adds the field.
    public static func wrongValue(_ code: String, _ message: String) -> Problem {
        validation([FieldError(field: "", code: code, message: message)])
    }

    /// The same problem with the field errors moved below a path: `amount` becomes `lines[2].amount`.
    public func under(_ path: String) -> Problem {
        var moved = self
        moved.field = field.map { (field: String) -> String in FieldError.join(path, field) }
        moved.errors = errors.map { (error: FieldError) -> FieldError in error.under(path) }
        return moved
    }
}

/// Stops when something the code relies on does not hold: the transaction rolls back, callers see a 500
/// without particulars, logs see `why`.
public func invariant(_ condition: Bool, _ why: @autoclosure () -> String) throws {
    guard !condition else { return }
    throw Problem(.internal, "invariant_broken", "Something went wrong on our side.", detail: why())
}
