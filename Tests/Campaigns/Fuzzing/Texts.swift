import Catalog
import Identity
import Kernel
import Localisation
import Platform
import Tabular
import Web

/// Readers of short texts.
extension FuzzTarget {
    static let texts: [FuzzTarget] = [
        json, money, dates, filters, ids, plain, cursor, languages, typedNumbers, form, multipart, mapping, keys,
    ]

    private static let json = FuzzTarget(
        "json",
        seeds: { [#"{"a":[1,-2.5e3,"\u00e9\n",true,null]}"#, "[[[]]]", #""\ud83d\ude00""#].map { Array($0.utf8) } }
    ) { bytes in
        let value = try JSON(parsing: bytes)
        try requireRoundTrip(value, { value in String(decoding: value.bytes, as: UTF8.self) }) { text in
            try JSON(parsing: text)
        }
    }

    private static let money = FuzzTarget("money", ["EUR 12.50", "JPY -3", "12.345678", "GBP", "92233720368547758.07"])
    {
        text in
        if let value = try? Money(parsing: text) {
            try requireRoundTrip(value, \.description) { text in try Money(parsing: text) }
        }
        if let value = try? Quantity(parsing: text) {
            try requireRoundTrip(value, \.description) { text in try Quantity(parsing: text) }
        }
        if let value = try? ExactAmount(parsing: text) {
            try requireRoundTrip(value, \.description) { text in try ExactAmount(parsing: text) }
        }
        for currency in [Currency.eur, .gbp, try Currency(parsing: "JPY")] {
            if let value = try? Money(text, currency) {
                try requireRoundTrip(value, \.amount) { text in try Money(text, currency) }
            }
            if let value = try? UnitPrice(text, currency) {
                try requireRoundTrip(value, \.amount) { text in try UnitPrice(text, currency) }
            }
        }
        _ = try Currency(parsing: text)
    }

    private static let dates = FuzzTarget(
        "dates", ["2026-02-28", "2024-02", "2026-03-01T12:00:00Z", "2026-03-29T02:30:00+01:00", "Europe/Paris"]
    ) { text in
        if let value = Instant(text) { try requireRoundTrip(value, \.description) { try Instant(parsing: $0) } }
        if let value = CalendarDate(text) {
            try requireRoundTrip(value, \.description) { try CalendarDate(parsing: $0) }
        }
        if let value = YearMonth(text) { try requireRoundTrip(value, \.description) { try YearMonth(parsing: $0) } }
        let zone = try TimeZoneID(parsing: text)
        let day = try CalendarDate(parsing: "2026-03-29")
        let calendar = ZonedCalendar(zone)
        try require(calendar.date(of: calendar.startOfDay(day)) == day, "the day does not begin on itself in \(text)")
    }

    private static let filters = FuzzTarget(
        "filters", ["EUR 10..20", "..5", "3..", "2026-01-01..2026-01-31", "today", "last_30_days", "!a,b", "a\\,b"]
    ) { text in
        if let value = try? AmountRange(parsing: text) {
            try requireRoundTrip(value, \.description) { try AmountRange(parsing: $0) }
        }
        if let value = try? NumberRange(parsing: text) {
            try requireRoundTrip(value, \.description) { try NumberRange(parsing: $0) }
        }
        if let value = try? DayRange(parsing: text) {
            try requireRoundTrip(value, \.description) { try DayRange(parsing: $0) }
        }
        let any = try AnyOf<String>(parsing: text)
        try requireRoundTrip(any, \.description) { try AnyOf<String>(parsing: $0) }
    }

    private static let ids = FuzzTarget(
        "ids", ["ord_01h455vb4pex5vsknk084sn02q", "01890a5d-ac96-774b-bcce-b302099a8057", "AAECAw", "00ff"]
    ) { text in
        if let (prefix, raw) = TypeID.parse(text) {
            try require(TypeID.text(prefix: prefix, raw) == text, "\(text) is another id than it is written as")
        }
        if let raw = RawID(uuidString: text) {
            try requireRoundTrip(raw, \.uuidString) { try unwrap(RawID(uuidString: $0)) }
        }
        if let bytes = Base64URL.decode(text) {
            try require(Base64URL.decode(Base64URL.encode(bytes)) == bytes, "Base64 of \(bytes)")
        }
        if let bytes = Hex.decode(text) { try require(Hex.decode(Hex.encode(bytes)) == bytes, "hex of \(bytes)") }
        try requireRoundTrip(try Reference(parsing: text), \.description) { try Reference(parsing: $0) }
    }

    private static let plain = FuzzTarget(
        "text", ["Größe  42", "<p>Hello &amp; <b>you</b></p><script>x</script>", "&#x41;&nbsp;", "sku-ß 1", "a\u{301}"]
    ) { text in
        let slug = SlugFormat.slug(text)
        try require(slug.isEmpty || SlugFormat.isSlug(slug), "'\(slug)' is made a slug and is none")
        let line = FieldText.line(text)
        try require(FieldText.line(line) == line, "a line is changed twice: \(line.debugDescription)")
        let paragraphs = FieldText.paragraphs(text)
        try require(
            FieldText.paragraphs(paragraphs) == paragraphs,
            "paragraphs are changed twice: \(paragraphs.debugDescription)")
        let folded = Text.folded(text)
        try require(Text.folded(folded) == folded, "folded twice: \(folded.debugDescription)")
        let sku = SKU.normalised(text)
        try require(SKU.normalised(sku) == sku, "normalised twice: \(sku.debugDescription)")
        for word in SearchWords.words(of: text).prefix(20) { _ = SearchWords.grams(of: word) }
        _ = PlainText.ofHTML(text)
    }

    private static let cursor = FuzzTarget("cursor", ["WzEsImEiXQ", "eyJiZWZvcmUiOlsxXX0"]) { text in
        guard let before = Cursor.before(text) else { return }
        try require(Cursor.before(before) == before, "a cursor does not stay: \(before)")
    }

    private static let languages = FuzzTarget(
        "languages", ["de-CH, fr;q=0.9, *;q=0.1", "zh-Hant-TW", "en-US,en;q=0.5"]
    ) {
        text in
        let chosen = LocaleTag.negotiate(acceptLanguage: text, available: LocaleFormat.available)
        try require(LocaleFormat.available.contains(chosen), "\(chosen) is not available")
        guard let tag = LocaleTag(text) else { return }
        try require(LocaleTag(tag.description) == tag, "\(tag) is not what it is written as")
        _ = LocaleFormat.of(tag).number(1234)
    }

    private static let typedNumbers = FuzzTarget("typed-numbers", ["1,234.50", "1.234,50 €", "-3", "£ 5", "1 234,5"]) {
        text in
        for locale in LocaleFormat.available {
            let format = LocaleFormat.of(locale)
            if let value = try? format.parseMoney(text, .eur) {
                try requireRoundTrip(value, { format.amount($0) }) { try format.parseMoney($0, .eur) }
            }
            if let value = try? format.parseNumber(text) {
                try requireRoundTrip(value, { format.number($0) }) { try format.parseNumber($0) }
            }
            if let read = try? format.parseDecimal(text, decimals: 3) {
                try require(try format.parseDecimal(format.decimal(read), decimals: 3) == read, "\(locale): \(read)")
            }
        }
    }

    private static let form = FuzzTarget("form", ["a=1&b=%C3%A9+x&c", "%", "a=b=c&&", "lines%5B0%5D=1"]) { text in
        let form = try FormFields(parsing: text)
        let written = form.pairs.map { pair in
            "\(FormFields.encoded(pair.name))=\(FormFields.encoded(pair.value))"
        }.joined(separator: "&")
        let again = try FormFields(parsing: written)
        try require(again.pairs.elementsEqual(form.pairs, by: ==), "the form changes: \(written)")
    }

    /// The content type is the first line, then how many bytes come at a time.
    private static let multipart = FuzzTarget(
        "multipart", limit: 2048,
        seeds: {
            let body =
                "--b\r\nContent-Disposition: form-data; name=\"kind\"\r\n\r\norders\r\n--b\r\n"
                + "Content-Disposition: form-data; name=\"file\"; filename=\"a.csv\"\r\n\r\na,b\r\n1,2\r\n--b--\r\n"
            return [
                "multipart/form-data; boundary=b\n\u{5}\(body)", "multipart/form-data; boundary=\"b\"\n\u{1}\(body)",
            ].map {
                Array($0.utf8)
            }
        }
    ) { bytes in
        guard let line = bytes.firstIndex(of: 10), line + 1 < bytes.count,
            let type = String(validating: bytes[..<line], as: UTF8.self)
        else { return }
        let body = Array(bytes[(line + 2)...])
        let whole = try parts(of: body, type, size: max(1, body.count))
        let pieces = try parts(of: body, type, size: Int(bytes[line + 1]) + 1)
        try require(whole == pieces, "in pieces of \(Int(bytes[line + 1]) + 1) bytes it is another form")
    }

    /// What a form holds, with the pieces of files put together; a refusal is a text.
    private static func parts(of body: [UInt8], _ type: String, size: Int) throws -> [MultipartReader.Part] {
        var reader = try MultipartReader(contentType: type)
        var found: [MultipartReader.Part] = []
        do {
            var start = 0
            while start < body.count {
                let end = min(start + size, body.count)
                found += try reader.read(body[start..<end])
                start = end
            }
            try reader.finish()
        } catch is Problem { return [.field(name: "refused", value: "")] }
        return joined(found)
    }

    private static func joined(_ parts: [MultipartReader.Part]) -> [MultipartReader.Part] {
        var joined: [MultipartReader.Part] = []
        for part in parts {
            if case .bytes(let more) = part, case .bytes(let before)? = joined.last {
                joined[joined.count - 1] = .bytes(before + more)
            } else {
                joined.append(part)
            }
        }
        return joined
    }

    private static let mapping = FuzzTarget("mapping", ["Invoice No=invoice", "3=invoice_date:dmy", "a=b=-", "="]) {
        text in
        let value = try MappingOverride(parsing: text)
        let format = value.format.map { format in ":\(format)" } ?? ""
        try require(try MappingOverride(parsing: "\(value.column)=\(value.field)\(format)") == value, text)
    }

    private static let keys = FuzzTarget(
        "keys", ["mk_live_01h455vb4pex5vsknk084sn02q_", "person@example.org", "request-1", "a b@c"]
    ) { text in
        if let key = APIKeyText(text) { try require(key.text == text, "the key is another: \(text)") }
        if let address = EmailAddress(text) {
            try require(EmailAddress(address.text) == address, "the address is another: \(text)")
        }
        try IdempotencyKeys.check(text)
    }

    private static func unwrap<Value>(_ value: Value?) throws -> Value {
        guard let value else { throw Broken("it is refused") }
        return value
    }
}
