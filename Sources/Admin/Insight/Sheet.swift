import Charts
import Kernel
import Web

/// A value of a report before it is written.
enum SheetValue: Sendable {
    case none
    case text(String)
    case day(CalendarDate)
    case count(Int64)
    /// Exact decimal text.
    case quantity(String)
    case money(Money)
    /// A part of a whole. A file has the numbers it is made of instead.
    case share(FigurePart)
    /// By how much of the old value the new one differs.
    case change(FigurePart)
}

/// A part of a whole: `{numerator, denominator}`.
struct FigurePart: Sendable, Hashable {
    let part: Int64
    let whole: Int64

    init(_ part: Int64, of whole: Int64) {
        self.part = part
        self.whole = whole
    }

    /// What an answer has for it; nil where there is no whole.
    init?(_ json: JSON?) {
        guard let part = json?["numerator"]?.int, let whole = json?["denominator"]?.int, whole > 0 else { return nil }
        self.init(part, of: whole)
    }

    /// By how much a new value differs from an old one; nil where the old one is not above zero.
    static func change(from old: Int64, to new: Int64) -> FigurePart? {
        old > 0 ? FigurePart(new - old, of: old) : nil
    }
}

/// The numbers of a figure, said once: the page writes them for people, the file plainly, in the same order.
struct Sheet: Sendable {
    /// One column.
    struct Column: Sendable {
        /// Its name in the file; nil leaves it out there.
        let name: String?
        /// Its heading on the page; nil leaves it out there.
        let label: String?
        let isMoney: Bool
        let value: @Sendable (JSON) -> SheetValue

        init(
            _ name: String?, _ label: String?, isMoney: Bool = false, _ value: @escaping @Sendable (JSON) -> SheetValue
        ) {
            self.name = name
            self.label = label
            self.isMoney = isMoney
            self.value = value
        }

        /// An amount of money at a path: three columns of a file.
        static func money(_ name: String?, _ label: String?, _ path: String) -> Column {
            Column(name, label, isMoney: true) { row in
                ValueView.money(of: Admin.Column.value(at: path, in: row)).map { .money($0) } ?? .none
            }
        }

        /// A whole number at a path.
        static func count(_ name: String?, _ label: String?, _ path: String) -> Column {
            Column(name, label) { row in Admin.Column.value(at: path, in: row).int.map { .count($0) } ?? .none }
        }

        /// A quantity at a path.
        static func quantity(_ name: String?, _ label: String?, _ path: String) -> Column {
            Column(name, label) { row in Admin.Column.value(at: path, in: row).string.map { .quantity($0) } ?? .none }
        }

        /// A text at a path.
        static func text(_ name: String?, _ label: String?, _ path: String) -> Column {
            Column(name, label) { row in Admin.Column.value(at: path, in: row).string.map { .text($0) } ?? .none }
        }

        /// A day at a path.
        static func day(_ name: String?, _ label: String?, _ path: String) -> Column {
            Column(name, label) { row in
                Admin.Column.value(at: path, in: row).string.flatMap { CalendarDate($0) }.map { .day($0) } ?? .none
            }
        }

        /// A share at a path.
        static func share(_ label: String, _ path: String) -> Column {
            Column(nil, label) { row in FigurePart(Admin.Column.value(at: path, in: row)).map { .share($0) } ?? .none }
        }
    }
    let columns: [Column]
    let rows: [JSON]
    /// What the rows come to: the last line on the page. A file leaves adding up to whoever reads it.
    var total: (label: String, row: JSON)?

    /// The numbers as the page shows them.
    func table(_ desk: Desk) -> NumberTable {
        let shown = columns.filter { $0.label != nil }
        let lines = rows.map { row in shown.map { Self.words($0.value(row), desk) } }
        let foot = total.map { total in [total.label] + shown.dropFirst().map { Self.words($0.value(total.row), desk) }
        }
        return NumberTable(head: shown.map { $0.label ?? "" }, rows: lines, foot: foot ?? [])
    }

    /// The numbers as a file: a line of names, then a line for each row. Money is three columns, as in every export.
    var file: String {
        let kept = columns.filter { $0.name != nil }
        let head = kept.flatMap { column -> [String] in
            let name = column.name ?? ""
            return column.isMoney ? ["\(name)_minor", "\(name)_currency", name] : [name]
        }
        let lines = rows.map { row in Exporting.line(kept.flatMap { Self.cells($0, row) }) }
        return Exporting.line(head) + lines.joined()
    }

    private static func cells(_ column: Column, _ row: JSON) -> [String] {
        let value = column.value(row)
        if case .money(let money) = value { return [String(money.minorUnits), money.currency.code, money.amount] }
        return column.isMoney ? ["", "", ""] : [plain(value)]
    }

    private static func plain(_ value: SheetValue) -> String {
        switch value {
        case .none, .share, .change: ""
        case .text(let text), .quantity(let text): text
        case .day(let date): date.description
        case .count(let number): String(number)
        case .money(let money): money.amount
        }
    }

    private static func words(_ value: SheetValue, _ desk: Desk) -> String {
        switch value {
        case .none: "–"
        case .text(let text): text
        case .day(let date): desk.day(date)
        case .count(let number): desk.format.number(number)
        case .quantity(let text): desk.format.decimal(text)
        case .money(let money): desk.money(money)
        case .share(let share): desk.format.percent(share.part, of: share.whole)
        case .change(let change): desk.format.percent(change.part, of: change.whole, signed: true)
        }
    }
}
