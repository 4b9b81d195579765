import Kernel

/// What a caller says about a customer. A field that is absent stays as it is; an empty text clears it.
struct CustomerInput {
    var number: String?
    var name: String?
    var email: String?
    var phone: String?
    var country: String?
    var note: String?
}

extension Customer {
    /// Takes over what was said, cleaned and checked; every wrong field is named at once.
    mutating func take(_ input: CustomerInput) throws {
        var check = Validation()
        if let text = input.number { number = check.line(text, "number", limit: 40, isRequired: true) }
        if let text = input.name { name = check.line(text, "name", limit: 200, isRequired: true) }
        if let text = input.email {
            email = check.line(text, "email", limit: 254).nilIfEmpty
            check.check(
                email.map(Self.looksLikeEmail) ?? true, "email", "bad_email",
                "This does not look like an e-mail address (name@example.com).")
        }
        if let text = input.phone {
            phone = check.line(text, "phone", limit: 40).nilIfEmpty
            check.check(
                phone.map(Self.looksLikePhone) ?? true, "phone", "bad_phone",
                "This does not look like a phone number (+44 131 496 0000).")
        }
        if let text = input.country { country = check.line(text, "country", limit: 80).nilIfEmpty }
        if let text = input.note { note = check.paragraphs(text, "note", limit: 2_000).nilIfEmpty }
        try check.finish()
    }

    /// One `@` with something on both sides, and no spaces: whether mail arrives only mail can tell.
    private static func looksLikeEmail(_ text: String) -> Bool {
        let parts = text.split(separator: "@", omittingEmptySubsequences: false)
        return parts.count == 2 && parts.allSatisfy { !$0.isEmpty } && !text.contains(" ")
    }

    /// At least three digits; and letters only for an extension (`ext. 12`).
    private static func looksLikePhone(_ text: String) -> Bool {
        text.filter(\.isASCIIDigit).count >= 3 && text.filter(\.isLetter).count <= 4
    }
}
