import Kernel
import Tabular

/// One line of a list of orders, with its texts as numbers of the reader's pools: small enough to hold all of a file's.
struct SourceLine {
    /// The document's number.
    var invoice: Int32
    /// The code as written, outer spaces taken off.
    var code: Int32
    /// What the line calls the article; `none` when blank.
    var description: Int32
    /// Who bought; `none` for guests.
    var customer: Int32
    /// The country; `none` when blank.
    var country: Int32
    /// The line of the file, from 1.
    var line: Int32
    /// How many, in millionths; negative where goods came back or were lost.
    var quantity: Int64
    /// The price of one, in millionths.
    var price: Int64
    /// When.
    var at: Int64
}

/// Reads lines of a list of orders. The pools grow with the different texts, not with the lines.
struct OrderLineReader {
    /// What became of a record.
    enum Reading {
        case line(SourceLine)
        /// The document it belongs to (`none` where that is not known) and what is wrong, with which field.
        case fault(invoice: Int32, field: String?, reason: String)
    }

    private(set) var invoices = StringPool(capacity: 32_768)
    private(set) var codes = StringPool(capacity: 8_192)
    private(set) var descriptions = StringPool(capacity: 8_192)
    private(set) var customers = StringPool(capacity: 8_192)
    private(set) var countries = StringPool()

    private let calendar: ZonedCalendar
    private let columns: Columns
    private var quantities: NumberColumn
    private var prices: NumberColumn
    private var dates: DateColumn
    private var lastLocal: LocalDateTime?
    private var lastInstant: Int64 = 0

    private struct Columns {
        let invoice: Int
        let code: Int
        let description: Int?
        let customer: Int?
        let country: Int?
    }

    init(_ mapping: ResolvedMapping, zone: TimeZoneID) throws {
        guard let invoice = mapping.index("invoice"), let code = mapping.index("code"),
            let quantities = mapping.numbers("quantity"), let prices = mapping.numbers("unit_price"),
            let dates = mapping.dates("invoice_date")
        else { throw Problem(.internal, "invariant_broken", "A resolved mapping lacks a required field.") }
        columns = Columns(
            invoice: invoice, code: code, description: mapping.index("description"),
            customer: mapping.index("customer"),
            country: mapping.index("country"))
        self.quantities = quantities
        self.prices = prices
        self.dates = dates
        calendar = ZonedCalendar(zone)
    }

    /// Reads one record. Throws a Problem only for what concerns the whole file.
    mutating func read(_ record: TabularRecord) throws -> Reading {
        let invoice = Self.text(record, columns.invoice, &invoices)
        if invoice == StringPool.none {
            return .fault(invoice: invoice, field: "invoice", reason: "has no invoice number")
        }
        if let defect = record.defect { return .fault(invoice: invoice, field: nil, reason: defect.reason) }
        do {
            guard let quantity = try quantities.micros(record) else {
                return .fault(invoice: invoice, field: "quantity", reason: "has no quantity")
            }
            guard let price = try prices.micros(record) else {
                return .fault(invoice: invoice, field: "unit_price", reason: "has no price")
            }
            guard let at = try instant(record) else {
                return .fault(invoice: invoice, field: "invoice_date", reason: "has no date")
            }
            let line = SourceLine(
                invoice: invoice, code: Self.text(record, columns.code, &codes),
                description: Self.text(record, columns.description, &descriptions),
                customer: Self.text(record, columns.customer, &customers),
                country: Self.text(record, columns.country, &countries),
                line: Int32(truncatingIfNeeded: record.line), quantity: quantity, price: price, at: at)
            if let (field, reason) = fault(line) { return .fault(invoice: invoice, field: field, reason: reason) }
            return .line(line)
        } catch let fault as CellFault {
            return .fault(invoice: invoice, field: fault.column, reason: "\(fault.column): \(fault.message)")
        }
    }

    /// What no document could take, and which field it is. Texts are judged once each.
    private mutating func fault(_ line: SourceLine) -> (field: String, reason: String)? {
        if line.code == StringPool.none { return ("code", "has no article code") }
        if line.quantity == 0 { return ("quantity", "has a quantity of nothing") }
        if abs(line.quantity) > 1_000_000_000_000_000 { return ("quantity", "has a quantity beyond all measure") }
        if let reason = invoices.fault(
            line.invoice,
            judge: { text in text.utf8.count > 100 ? "has an invoice number of more than 100 bytes" : nil })
        {
            return ("invoice", reason)
        }
        if let reason = codes.fault(
            line.code,
            judge: { text in
                text.count > 64 || TextRules.hasControl(text) ? "has an article code that cannot be one" : nil
            })
        {
            return ("code", reason)
        }
        if let reason = customers.fault(
            line.customer,
            judge: { text in
                text.count > 40 || TextRules.hasControl(text) ? "has a customer number that cannot be one" : nil
            })
        {
            return ("customer", reason)
        }
        if let reason = descriptions.fault(
            line.description,
            judge: { text in text.utf8.count > 300 ? "has a description of more than 300 bytes" : nil })
        {
            return ("description", reason)
        }
        return countries.fault(
            line.country, judge: { text in text.count > 80 ? "has a country of more than 80 characters" : nil }
        ).map { reason in ("country", reason) }
    }

    private static func text(_ record: TabularRecord, _ index: Int?, _ pool: inout StringPool) -> Int32 {
        guard let index else { return StringPool.none }
        return record.withTrimmedBytes(index) { (cell: CellBytes) -> Int32 in
            cell.isEmpty ? StringPool.none : pool.id(cell)
        }
    }

    /// The line's time in the shop's zone, unless it names its own offset.
    private mutating func instant(_ record: TabularRecord) throws -> Int64? {
        guard let local = try dates.dateTime(record) else { return nil }
        if local == lastLocal { return lastInstant }
        guard let date = CalendarDate(year: local.year, month: local.month, day: local.day) else { return nil }
        let seconds = Int64(local.hour * 3_600 + local.minute * 60 + local.second)
        let time = ZonedCalendar.LocalTime(date, microsecondOfDay: seconds * 1_000_000 + Int64(local.microsecond))
        if let minutes = local.utcOffsetMinutes {
            let utc = ZonedCalendar(.utc).instant(time)
            lastInstant = utc.microseconds - Int64(minutes) * 60_000_000
        } else {
            lastInstant = calendar.instant(time).microseconds
        }
        lastLocal = local
        return lastInstant
    }
}

enum TextRules {
    /// Whether a text holds control or invisible characters.
    static func hasControl(_ text: String) -> Bool {
        text.unicodeScalars.contains { (scalar: Unicode.Scalar) -> Bool in
            switch scalar.value {
            case 0x00...0x1F, 0x7F...0x9F, 0x200B, 0x200E, 0x200F, 0x2028...0x202E, 0x2060...0x2069, 0xFEFF,
                0xFFF9...0xFFFB:
                true
            case _: false
            }
        }
    }

    /// Every run of white space as one space.
    static func singleSpaced(_ text: String) -> String {
        text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    }
}
