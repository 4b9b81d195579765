/// One wrong field: where, a code for programs, a sentence for people.
public struct FieldError: Hashable, Codable, Sendable {
    /// The path of the field as the caller wrote it: `lines[2].quantity`.
    public var field: String
    /// The stable code: `required`.
    public var code: String
    /// What is wrong and what was expected.
    public var message: String

    /// An error at a field.
    public init(field: String, code: String, message: String) {
        self.field = field
        self.code = code
        self.message = message
    }

    /// The same error below a path.
    public func under(_ path: String) -> FieldError {
        FieldError(field: Self.join(path, field), code: code, message: message)
    }

    static func join(_ path: String, _ field: String) -> String {
        if path.isEmpty { return field }
        if field.isEmpty { return path }
        return field.hasPrefix("[") ? path + field : path + "." + field
    }
}

/// Collects what is wrong with an input, so that the caller hears of every field at once.
public struct Validation: Sendable {
    /// What was found so far.
    public private(set) var errors: [FieldError] = []

    /// Nothing found yet.
    public init() {}

    /// Whether nothing is wrong so far.
    public var isClean: Bool { errors.isEmpty }

    /// Notes an error at the field unless the condition holds.
    public mutating func check(
        _ condition: Bool, _ field: String, _ code: String, _ message: @autoclosure () -> String
    ) {
        guard !condition else { return }
        errors.append(FieldError(field: field, code: code, message: message()))
    }

    /// Notes an error at the field.
    public mutating func add(_ field: String, _ code: String, _ message: String) {
        errors.append(FieldError(field: field, code: code, message: message))
    }

    /// Runs `body` and notes the field errors it throws below `path`; other errors go on.
    public mutating func attempt<Value>(under path: String = "", _ body: () throws -> Value) throws -> Value? {
        do { return try body() } catch let problem as Problem where !problem.errors.isEmpty {
            errors.append(contentsOf: problem.under(path).errors)
            return nil
        }
    }

    /// Throws one problem that names every wrong field, if there is any.
    public func finish() throws {
        guard errors.isEmpty else { throw Problem.validation(errors) }
    }
}
