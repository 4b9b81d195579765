import Kernel

/// One line of a merchant's sales list, as a file has it: local times without a zone, decimals as text.
struct RetailRow: Sendable {
    var invoice: String
    var code: String
    var title: String
    var quantity: Int
    /// `2025-03-30 23:59:00`, what a clock in London showed.
    var at: String
    var price: String
    var customer: String?
    var country: String
}

/// A year of a gift wholesaler's lines made from a seed, with the defects real lists have: guests, invoices with two
/// times, prices of three decimals, free lines, services, returns without a sale, bad debts, write-offs, codes in two
/// spellings, the same line twice, days on which clocks change, and minutes around midnight at the ends of months.
struct RetailYear {
    private(set) var rows: [RetailRow] = []
    private var chance: RandomnessGenerator
    private var number = 536_365
    private let firstDay: CalendarDate
    private let dayCount: Int

    static let services = ["POST", "DOT", "M", "BANK CHARGES", "C2"]
    static let countries = ["United Kingdom", "EIRE", "Germany", "France", "RSA", "Unspecified"]
    static let articleCount = 60
    static let friends = "16"

    /// Lines from 1 December 2024 to 9 December 2025.
    init(seed: UInt64, documents: Int = 420) throws {
        chance = SeededRandomness(seed).generator
        firstDay = try CalendarDate(parsing: "2024-12-01")
        dayCount = 374
        sell(on: firstDay, "08:26", customer: "17850", lines: 3)
        for time in ["00:05", "00:59", "02:30", "23:58"] { sell(on: "2025-03-30", time, lines: 2) }
        for time in ["00:30", "01:15", "01:59", "02:00", "23:59"] { sell(on: "2025-10-26", time, lines: 2) }
        for date in ["2025-01-31", "2025-03-31", "2025-06-30", "2025-07-31", "2025-09-30", "2025-10-31"] {
            sell(on: date, "23:59", lines: 2)
            sell(onDayAfter: date, "00:00", lines: 2)
            credit(onDayAfter: date, "00:30")
        }
        acrossMidnight()
        tie()
        for _ in 0..<documents { try anything() }
        sell(on: firstDay.adding(days: dayCount - 1), "12:50", lines: 1)
    }

    private mutating func anything() throws {
        let date = firstDay.adding(days: Int.random(in: 0..<dayCount, using: &chance)).description
        let time = "\(two(6...20)):\(two(0...59))"
        switch Int.random(in: 0..<100, using: &chance) {
        case 0..<72: sell(on: date, time, customer: someone(), lines: Int.random(in: 1...9, using: &chance))
        case 72..<88: credit(on: date, time, customer: someone())
        case 88..<90: badDebt(on: date, time)
        case 90..<95: writeOff(on: date, time)
        case _: giveAway(on: date, time, customer: one(in: 2) ? someone() : one(in: 2) ? friend() : nil)
        }
    }

    // MARK: documents

    private mutating func sell(on date: CalendarDate, _ time: String, customer: String? = nil, lines: Int) {
        sell(on: date.description, time, customer: customer, lines: lines)
    }

    private mutating func sell(on date: String, _ time: String, customer: String? = nil, lines: Int) {
        let invoice = next("")
        let country = place(of: customer)
        for line in 0..<lines {
            var row = sale(invoice, "\(date) \(time):00", customer, country)
            if line > 0, one(in: 12) { row.price = one(in: 2) ? "0.00" : "0" }
            // The same invoice a minute later.
            if line == lines - 1, line > 0, !time.hasSuffix("9"), one(in: 10) {
                row.at = "\(date) \(time.dropLast())9:00"
            }
            rows.append(row)
            if one(in: 15) { rows.append(row) }
        }
    }

    private mutating func sell(onDayAfter date: String, _ time: String, lines: Int) {
        sell(on: after(date), time, customer: someone(), lines: lines)
    }

    private mutating func credit(on date: String, _ time: String, customer: String? = nil) {
        let invoice = next("C")
        let country = place(of: customer)
        for _ in 0..<Int.random(in: 1...3, using: &chance) {
            var row = sale(invoice, "\(date) \(time):00", customer, country)
            row.quantity = -row.quantity
            rows.append(row)
        }
    }

    private mutating func credit(onDayAfter date: String, _ time: String) {
        credit(on: after(date), time, customer: someone())
    }

    private mutating func badDebt(on date: String, _ time: String) {
        let pounds = Int.random(in: 10...900, using: &chance)
        let price = one(in: 3) ? "\(pounds).06" : "-\(pounds).006"
        rows.append(
            RetailRow(
                invoice: next("A"), code: "B", title: "Adjust bad debt", quantity: 1, at: "\(date) \(time):00",
                price: price,
                customer: nil, country: "United Kingdom"))
    }

    private mutating func writeOff(on date: String, _ time: String) {
        var row = sale(next(""), "\(date) \(time):00", nil, "United Kingdom", goods: true)
        row.quantity = -row.quantity
        row.price = "0.0"
        rows.append(row)
    }

    private mutating func giveAway(on date: String, _ time: String, customer: String?) {
        var row = sale(next(""), "\(date) \(time):00", customer, place(of: customer), goods: true)
        row.price = "0"
        rows.append(row)
    }

    /// An order of the last minute of a month with a line of the first minute of the next.
    private mutating func acrossMidnight() {
        let invoice = next("")
        rows.append(sale(invoice, "2025-08-01 00:00:00", "17850", "United Kingdom", goods: true))
        rows.append(sale(invoice, "2025-07-31 23:59:00", "17850", "United Kingdom", goods: true))
        rows.append(sale(invoice, "2025-08-01 00:00:00", "17850", "United Kingdom", goods: true))
    }

    /// Three customers and three articles that lead every list with the same figures, and somebody who only sends back.
    private mutating func tie() {
        credit(on: "2025-05-06", "10:00", customer: "20009")
        for (customer, code) in [("20002", "99002"), ("20001", "99001"), ("20003", "99003a")] {
            rows.append(
                RetailRow(
                    invoice: next(""), code: code, title: "TITLE OF \(code.uppercased())", quantity: 40_000,
                    at: "2025-05-05 10:00:00", price: "2.995", customer: customer, country: "Germany"))
        }
    }

    // MARK: parts

    private mutating func sale(
        _ invoice: String, _ at: String, _ customer: String?, _ country: String, goods: Bool = false
    ) -> RetailRow {
        let isService = !goods && one(in: 14)
        let article = Int.random(in: 0..<Self.articleCount, using: &chance)
        let plain = isService ? pick(Self.services) : "\(22_000 + article)" + (article % 3 == 0 ? "B" : "")
        let code = one(in: 6) ? " \(plain.lowercased())" : plain
        let cents = 20 + article * 37 % 1_200
        let price = article % 11 == 0 ? "\(cents / 100).\(two(cents % 100))5" : "\(cents / 100).\(two(cents % 100))"
        return RetailRow(
            invoice: invoice, code: code, title: "TITLE OF \(plain)", quantity: Int.random(in: 1...24, using: &chance),
            at: at, price: price, customer: customer, country: country)
    }

    private mutating func someone() -> String? {
        one(in: 4) ? nil : "\(17_000 + Int.random(in: 0..<70, using: &chance))"
    }

    /// Somebody who never buys, only gets things.
    private mutating func friend() -> String { "\(Self.friends)\(100 + Int.random(in: 0..<9, using: &chance))" }

    /// Most customers buy from one country, some from two.
    private mutating func place(of customer: String?) -> String {
        guard let customer, let digits = Int(customer) else { return pick(Self.countries) }
        return Self.countries[digits % 9 == 0 && one(in: 3) && digits > 17_000 ? 2 : digits % 3]
    }

    private mutating func next(_ prefix: String) -> String {
        number += 1
        return "\(prefix)\(number)"
    }

    private mutating func one(in count: Int) -> Bool { Int.random(in: 0..<count, using: &chance) == 0 }
    private mutating func pick(_ texts: [String]) -> String { texts[Int.random(in: 0..<texts.count, using: &chance)] }
    private mutating func two(_ range: ClosedRange<Int>) -> String { two(Int.random(in: range, using: &chance)) }
    private func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
    private func after(_ date: String) -> String { CalendarDate(date)?.adding(days: 1).description ?? date }
}
