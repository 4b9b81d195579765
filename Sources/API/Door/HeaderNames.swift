import HTTPTypes

extension HTTPField.Name {
    static let requestID = HTTPField.Name("Request-Id")!
    static let forwardedFor = HTTPField.Name("X-Forwarded-For")!
    static let channelSlug = HTTPField.Name("X-Channel-Slug")!
    static let preferredCurrency = HTTPField.Name("X-Currency")!
    static let clientCountry = HTTPField.Name("X-Client-Country")!
    static let referrerPolicy = HTTPField.Name("Referrer-Policy")!
    static let permissionsPolicy = HTTPField.Name("Permissions-Policy")!
    static let crossOriginOpenerPolicy = HTTPField.Name("Cross-Origin-Opener-Policy")!
    static let idempotencyKey = HTTPField.Name("Idempotency-Key")!
    static let idempotentReplayed = HTTPField.Name("Idempotent-Replayed")!
    /// The token that proves a request of a browser session was made by our own page.
    public static let csrfToken = HTTPField.Name("X-CSRF-Token")!
    static let secFetchSite = HTTPField.Name("Sec-Fetch-Site")!
}
