import Kernel

/// Why one cell of a sound file cannot be taken; the record goes to the rejects, the others go on.
public struct CellFault: Error, Sendable, Hashable {
    /// The line the record begins on.
    public let line: Int
    /// The column's header.
    public let column: String
    /// What is wrong with the cell.
    public let message: String

    /// Names the place and what is wrong.
    public init(line: Int, column: String, message: String) {
        self.line = line
        self.column = column
        self.message = message
    }
}

/// Reads one column's numbers. Where the sample did not prove the style, the first value that does settles it, and a
/// value that would need it before is a Problem about the file, as is a value that proves the opposite.
public struct NumberColumn: Sendable {
    /// The column's place, from 0.
    public let index: Int
    /// The column's header.
    public let header: String
    /// The style in use, once known.
    public private(set) var style: NumberStyle?

    private let isDeclared: Bool
    private var proof: Witness?

    /// A column; a declared style is never argued with: values that do not fit it are faults of their record.
    public init(index: Int, header: String, style: NumberStyle?, isDeclared: Bool, proof: Witness? = nil) {
        self.index = index
        self.header = header
        self.style = style
        self.isDeclared = isDeclared
        self.proof = proof
    }

    /// The record's number in millionths; nil when the cell is blank. Throws `CellFault` or `Problem`.
    public mutating func micros(_ record: TabularRecord) throws -> Int64? {
        let cell = record.trimmedBytes(index)
        if cell.isEmpty { return nil }
        if let style {
            do throws(NumberFault) { return try NumberText.micros(cell, style: style) } catch {
                try checkConflict(cell, line: record.line, style: style)
                throw fault(cell, record.line, error)
            }
        }
        switch NumberEvidence.judge(cell) {
        case .noNumber: throw fault(cell, record.line, .notANumber)
        case .proves(let proven):
            style = proven
            proof = Witness(line: record.line, text: String(decoding: cell, as: UTF8.self))
        case .differs: throw undecided(Witness(line: record.line, text: String(decoding: cell, as: UTF8.self)))
        case .sameEitherWay: break
        }
        do throws(NumberFault) { return try NumberText.micros(cell, style: style ?? .point) } catch {
            throw fault(cell, record.line, error)
        }
    }

    private func checkConflict(_ cell: CellBytes, line: Int, style: NumberStyle) throws {
        guard !isDeclared, case .proves(let other) = NumberEvidence.judge(cell), other != style else { return }
        let witness = Witness(line: line, text: String(decoding: cell, as: UTF8.self))
        throw FormatProblem.conflict(
            column: header, .number(style), proof, .number(other), witness)
    }

    private func undecided(_ witness: Witness) -> Problem {
        FormatProblem.undecided(column: header, [.number(.point), .number(.comma)], witness)
    }

    private func fault(_ cell: CellBytes, _ line: Int, _ fault: NumberFault) -> CellFault {
        CellFault(line: line, column: header, message: "\"\(String(decoding: cell, as: UTF8.self))\" \(fault.reason)")
    }
}
