/// Collects what values say about the style of numbers.
struct NumberEvidence {
    private(set) var count = 0
    private(set) var currencies: [String] = []
    private(set) var proofOfPoint: Witness?
    private(set) var proofOfComma: Witness?
    private(set) var undecided: Witness?
    private(set) var firstNumber: Witness?

    /// What one value says.
    enum Verdict {
        case noNumber
        case sameEitherWay
        case proves(NumberStyle)
        case differs
    }

    /// Judges a value by reading it in both styles.
    static func judge(_ cell: CellBytes) -> Verdict {
        let point = attempt(cell, .point)
        let comma = attempt(cell, .comma)
        switch (point, comma) {
        case (.success(let left), .success(let right)): return left == right ? .sameEitherWay : .differs
        case (.success, .failure(let fault)): return fault == .notANumber ? .proves(.point) : .differs
        case (.failure(let fault), .success): return fault == .notANumber ? .proves(.comma) : .differs
        case (.failure(let left), .failure(let right)):
            if left == .notANumber || left == .blank {
                return right == .notANumber || right == .blank ? .noNumber : .proves(.comma)
            }
            return right == .notANumber ? .proves(.point) : .sameEitherWay
        }
    }

    /// Notes a value; false when it is no number.
    mutating func add(_ cell: CellBytes, line: Int) -> Bool {
        let verdict = Self.judge(cell)
        if case .noNumber = verdict { return false }
        count += 1
        func witness() -> Witness { Witness(line: line, text: String(decoding: cell, as: UTF8.self)) }
        switch verdict {
        case .noNumber, .sameEitherWay: break
        case .proves(.point): proofOfPoint = proofOfPoint ?? witness()
        case .proves(.comma): proofOfComma = proofOfComma ?? witness()
        case .differs: undecided = undecided ?? witness()
        }
        if let first = cell.first, let last = cell.last, !(CellText.isDigit(first) && CellText.isDigit(last)),
            let currency = NumberShape(cell).currency, !currencies.contains(currency), currencies.count < 8
        {
            currencies.append(currency)
        }
        return true
    }

    /// The value that proves the style.
    var proof: Witness? { proofOfPoint ?? proofOfComma }

    /// What the column is, if it holds numbers.
    var kind: ColumnKind {
        if let proofOfPoint, let proofOfComma {
            return .conflicting(.number(.point), proofOfPoint, .number(.comma), proofOfComma)
        }
        if proofOfPoint != nil { return .decimal(.point) }
        if proofOfComma != nil { return .decimal(.comma) }
        if let undecided { return .ambiguous([.number(.point), .number(.comma)], undecided) }
        return .integer
    }

    private static func attempt(_ cell: CellBytes, _ style: NumberStyle) -> Result<Int64, NumberFault> {
        do throws(NumberFault) { return .success(try NumberText.micros(cell, style: style)) } catch {
            return .failure(error)
        }
    }
}
