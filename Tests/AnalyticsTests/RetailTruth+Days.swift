import Kernel

/// The days of the mart: a document counts on its own day with every line rounded to the penny.
extension RetailTruth {
    struct Day: Equatable {
        var orders = 0
        var customers = 0
        var units = 0
        var gross: Int128 = 0
        var creditNotes = 0
        var returnedUnits = 0
        var returned: Int128 = 0
        var adjusted: Int128 = 0
    }

    var days: [String: Day] {
        Dictionary(grouping: documents, by: \.day).mapValues { (documents: [Document]) -> Day in
            let lines = documents.flatMap(\.lines)
            let orders = documents.filter(\.isOrder)
            return Day(
                orders: orders.count, customers: Set(orders.compactMap(\.customer)).count,
                units: units(of: lines, .sale),
                gross: Self.sum(lines, .sale, rounding: true), creditNotes: documents.filter(\.isReturn).count,
                returnedUnits: units(of: lines, .return), returned: Self.sum(lines, .return, rounding: true),
                adjusted: Self.sum(lines, .adjustment, rounding: true))
        }.filter { $0.value != Day() }
    }

    /// The first day that has any trade.
    var firstDay: String { days.keys.min() ?? "" }

    private func units(of lines: [Line], _ kind: Kind) -> Int {
        var sum = 0
        for line in lines where line.kind == kind { sum += line.units }
        return sum
    }
}
