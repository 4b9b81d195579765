extension Problem: Codable {
    private enum CodingKeys: String, CodingKey {
        case type, title, status, code, detail, field, remedy, errors, details
        case requestID = "request_id"
    }

    /// Writes the members of RFC 9457 and our own. Internal problems keep their particulars to themselves.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode("/problems/\(code)", forKey: .type)
        try container.encode(title, forKey: .title)
        try container.encode(status, forKey: .status)
        try container.encode(code, forKey: .code)
        try container.encodeIfPresent(requestID, forKey: .requestID)
        try container.encodeIfPresent(remedy, forKey: .remedy)
        guard kind != .internal else { return }
        try container.encodeIfPresent(detail, forKey: .detail)
        try container.encodeIfPresent(field, forKey: .field)
        if !errors.isEmpty { try container.encode(errors, forKey: .errors) }
        if !details.isEmpty { try container.encode(details, forKey: .details) }
    }

    /// Reads a problem document back; the kind follows from the status.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        _ = try container.decodeIfPresent(String.self, forKey: .type)
        let status = try container.decode(Int.self, forKey: .status)
        let code = try container.decode(String.self, forKey: .code)
        self.init(
            Self.kind(status: status, code: code), code, try container.decode(String.self, forKey: .title),
            detail: try container.decodeIfPresent(String.self, forKey: .detail),
            field: try container.decodeIfPresent(String.self, forKey: .field),
            remedy: try container.decodeIfPresent(String.self, forKey: .remedy),
            errors: try container.decodeIfPresent([FieldError].self, forKey: .errors) ?? [],
            details: try container.decodeIfPresent([String: String].self, forKey: .details) ?? [:])
        requestID = try container.decodeIfPresent(String.self, forKey: .requestID)
    }

    private static func kind(status: Int, code: String) -> Kind {
        if status == 422 { return code == validationFailed ? .invalid : .unprocessable }
        return Kind.allCases.first { (kind: Kind) -> Bool in kind.status == status }
            ?? (status >= 500 ? .internal : .malformed)
    }
}
