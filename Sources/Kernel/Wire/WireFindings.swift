/// What is wrong with a document. Reading goes on with a placeholder after a wrong field, so that one answer
/// names them all; what was read is thrown away then.
final class WireFindings {
    private(set) var errors: [FieldError] = []
    let refusingUnknown: Bool
    /// So many errors are enough to correct; more would only make the answer longer than the document.
    static let most = 100

    /// Thrown where no placeholder exists; its reason is already noted.
    struct Noted: Error {}

    init(refusingUnknown: Bool) { self.refusingUnknown = refusingUnknown }

    /// Reads a value; what it throws is not noted yet, wrong fields inside it are.
    func read<T: Decodable>(_ type: T.Type, _ json: JSON) throws -> T {
        if type == String.self, case .string(let text) = json, let value = text as? T { return value }
        if let direct = type as? any WireReadable.Type, let value = try direct.read(json, self) as? T { return value }
        let decoder = WireDecoder(json, self)
        let value = try T(from: decoder)
        if refusingUnknown { decoder.refuseUnknown() }
        return value
    }

    /// Reads the value of a field or element; a wrong one is noted under its name and replaced.
    func field<T: Decodable>(_ type: T.Type, _ json: JSON, _ name: @autoclosure () -> String) throws -> T {
        let mark = errors.count
        do {
            let value = try read(type, json)
            if errors.count > mark { prefix(name(), from: mark) }
            return value
        } catch {
            try note(error, since: mark, type)
            prefix(name(), from: mark)
            return try placeholder(type)
        }
    }

    /// Notes that a field is missing, and stands in for it.
    func missing<T: Decodable>(_ type: T.Type, _ name: String) throws -> T {
        if let optional = type as? any WireOptional.Type, let none = optional.nothing as? T { return none }
        add(FieldError(field: name, code: "required", message: "This field is required."))
        return try placeholder(type)
    }

    func add(_ error: FieldError) {
        if errors.count < Self.most { errors.append(error) }
    }

    /// Turns what reading a value threw into field errors, unless the fields inside explain it already.
    func note(_ error: any Error, since mark: Int, _ type: Any.Type) throws {
        guard errors.count == mark else { return }
        switch error {
        case is Noted: break
        case let problem as Problem:
            switch problem.kind {
            case .invalid, .unprocessable, .malformed: break
            case .unauthorized, .forbidden, .notFound, .methodNotAllowed, .conflict, .preconditionFailed, .tooLarge,
                .tooMany, .internal, .unavailable, .approvalRequired:
                throw problem
            }
            if problem.errors.isEmpty {
                let message = [problem.title, problem.detail].compactMap(\.self).joined(separator: " ")
                add(FieldError(field: problem.field ?? "", code: problem.code, message: message))
            } else {
                problem.errors.forEach(add)
            }
        case let error as DecodingError: add(Self.explain(error, type))
        default: throw error
        }
    }

    private static func explain(_ error: DecodingError, _ type: Any.Type) -> FieldError {
        if let choices = SchemaRegistry.choices(of: type) {
            let list = choices.joined(separator: ", ")
            return FieldError(field: "", code: "unknown_value", message: "Expected one of: \(list).")
        }
        switch error {
        case .typeMismatch(_, let context):
            return FieldError(field: "", code: "wrong_type", message: context.debugDescription)
        case .valueNotFound: return FieldError(field: "", code: "required", message: "This field must not be null.")
        case .keyNotFound(let key, _):
            return FieldError(
                field: SnakeCase.name(key.stringValue), code: "required", message: "This field is required.")
        case .dataCorrupted(let context):
            return FieldError(field: "", code: "wrong_value", message: context.debugDescription)
        @unknown default: return FieldError(field: "", code: "wrong_value", message: "This value is not accepted.")
        }
    }

    private func prefix(_ name: String, from mark: Int) {
        for index in mark..<errors.count { errors[index] = errors[index].under(name) }
    }

    private func placeholder<T: Decodable>(_ type: T.Type) throws -> T {
        // A type without a sample ends the reading early.
        guard errors.count < Self.most, let sample = try? SchemaRegistry().sample(of: type) else { throw Noted() }
        return sample
    }
}

/// An optional, whatever it wraps.
protocol WireOptional {
    static var nothing: Any { get }
}

extension Optional: WireOptional {
    static var nothing: Any {
        let nothing: Wrapped? = nil
        return nothing as Any
    }
}
