import Kernel
import Tabular

/// A list of products after a first pass: how many rows each handle has, and which rows cannot be read.
struct ProductList {
    /// A product that cannot be taken, by its first faulty row.
    struct Fault {
        let handle: String
        let line: Int
        let field: String?
        let reason: String
        let lines: Int
    }

    let file: MappedFile
    private(set) var lines = 0
    private(set) var faults: [Fault] = []
    private var rowCounts: [String: Int] = [:]
    private var faulty: Set<String> = []
    private let reader: ProductRowReader

    init(_ file: MappedFile) throws {
        self.file = file
        var reader = try ProductRowReader(file.mapping)
        let records = try file.table.open()
        var found: [(handle: String?, line: Int, field: String?, reason: String)] = []
        do {
            while try records.next() {
                lines += 1
                guard let handle = reader.handle(records.record) else {
                    found.append((nil, records.record.line, "handle", "has no handle"))
                    continue
                }
                rowCounts[handle, default: 0] += 1
                do {
                    _ = try reader.read(records.record)
                } catch let fault as CellFault {
                    if faulty.insert(handle).inserted {
                        found.append((handle, fault.line, fault.column, "\(fault.column): \(fault.message)"))
                    }
                }
            }
        } catch let problem as Problem { throw problem.namingOptions }
        if lines == 0 {
            throw Problem(
                .invalid, "imports.empty", "The list has no lines", detail: "\(file.table.name) has only a header.")
        }
        if found.count * 2 > lines, let first = found.first {
            throw Problem.mostLinesFaulty(
                file.table.name, faulty: found.count, of: lines, first: "line \(first.line) \(first.reason)")
        }
        self.reader = reader
        for fault in found {
            let count = fault.handle.flatMap { rowCounts[$0] } ?? 1
            faults.append(
                Fault(
                    handle: fault.handle ?? "", line: fault.line, field: fault.field, reason: fault.reason, lines: count
                ))
        }
    }

    /// How many products there are.
    var products: Int { rowCounts.count }

    /// The handle of a row.
    func handle(_ record: TabularRecord) -> String { reader.handle(record) ?? "" }

    /// A second pass that gives out products as they become complete.
    func stream(currency: Currency) throws -> ProductStream {
        try ProductStream(
            file.table, reader, counts: rowCounts, skipping: faulty, builder: ProductBuilder(currency: currency))
    }
}

/// The second pass over a list of products: holds the rows of open products and nothing else.
final class ProductStream {
    private var reader: ProductRowReader
    private let records: RecordReader
    private let counts: [String: Int]
    private let skipped: Set<String>
    private let builder: ProductBuilder
    private var open: [String: [ProductRow]] = [:]
    private var isAtEnd = false

    init(
        _ file: TabularFile, _ reader: ProductRowReader, counts: [String: Int], skipping skipped: Set<String>,
        builder: ProductBuilder
    ) throws {
        records = try file.open()
        self.reader = reader
        self.counts = counts
        self.skipped = skipped
        self.builder = builder
    }

    /// The next products, at most `limit`; nil when all were given out.
    func next(_ limit: Int) throws -> [ImportedProduct]? {
        if isAtEnd { return nil }
        var batch: [ImportedProduct] = []
        while batch.count < limit {
            guard try records.next() else {
                isAtEnd = true
                break
            }
            guard let handle = reader.handle(records.record), !skipped.contains(handle) else { continue }
            open[handle, default: []].append(try reader.read(records.record))
            guard open[handle]?.count == counts[handle], let rows = open.removeValue(forKey: handle) else { continue }
            batch.append(builder.product(handle, rows))
        }
        return batch.isEmpty ? nil : batch
    }
}
