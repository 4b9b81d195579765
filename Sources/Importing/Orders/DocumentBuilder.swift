import Catalog
import Customers
import Inventory
import Kernel
import Orders

/// Makes one document of the lines with its number. What a line is follows from the number and the signs, in this
/// order: return (the number begins with `C`), adjustment (with `A`), sale (quantity and price above nothing), free
/// (price of nothing), stock (quantity below nothing, price of nothing).
struct DocumentBuilder {
    /// What the merchant said.
    let options: OrderImportOptions
    /// The prefix of adjustments, decided.
    let adjustmentPrefix: String
    /// The shop's currency.
    let currency: Currency
    /// The import, where it is not only tried.
    let importID: Reference?
    /// The customer of each number in the file.
    let customers: [ID<Customer>?]
    /// The variant of each code in the file, and whether it is stocked.
    let variants: [Variant]

    /// What a line needs to know of its article.
    struct Variant: Sendable {
        let id: ID<Catalog.Variant>?
        let title: String
        let isStocked: Bool
    }

    /// Why the lines are no document that can be taken.
    struct Refusal: Error {
        let reason: String
    }

    /// The document, or a `Refusal`.
    func document(_ lines: [SourceLine], _ reader: OrderLineReader) throws -> ImportedDocument {
        guard let first = lines.first else { throw Refusal(reason: "has no lines") }
        try checkHead(lines, first)
        let number = reader.invoices[first.invoice]
        let at = Instant(microseconds: lines.reduce(Int64.max) { min($0, $1.at) })
        let content: ImportedDocument.Content
        if begins(number, options.returnPrefix) {
            content = .creditNote(try creditNote(.return, number, at, lines, reader))
        } else if begins(number, adjustmentPrefix) {
            content = .creditNote(try creditNote(.adjustment, number, at, lines, reader))
        } else if lines.contains(where: { (line: SourceLine) -> Bool in line.price != 0 }) {
            content = .order(try order(number, at, lines, reader))
        } else {
            content = .stock(try stock(number, at, lines, reader))
        }
        return ImportedDocument(
            number: number, digest: digest(lines, reader), lineCount: lines.count, content: content)
    }

    /// One document has one buyer and one country.
    private func checkHead(_ lines: [SourceLine], _ first: SourceLine) throws {
        for line in lines {
            if line.customer != first.customer { throw Refusal(reason: "has lines of several customers") }
            if line.country != first.country { throw Refusal(reason: "has lines of several countries") }
        }
    }

    private func begins(_ number: String, _ prefix: String) -> Bool { !prefix.isEmpty && number.hasPrefix(prefix) }

    private func order(
        _ number: String, _ at: Instant, _ lines: [SourceLine], _ reader: OrderLineReader
    ) throws -> RecordOrder {
        for line in lines {
            if line.quantity < 0 {
                throw Refusal(
                    reason: line.price == 0
                        ? "mixes sales with stock that was written off"
                        : "has a negative quantity with a price, but its number is not that of a return")
            }
            if line.price < 0 {
                throw Refusal(reason: "has a negative price, but its number is not that of an adjustment")
            }
        }
        return RecordOrder(
            number: number, channel: options.channel, customer: customer(lines[0]), country: country(lines[0], reader),
            currency: currency, placedAt: at, lines: lines.map { recorded($0, reader, at, flipped: false) },
            importID: importID)
    }

    private func creditNote(
        _ kind: CreditNote.Kind, _ number: String, _ at: Instant, _ lines: [SourceLine], _ reader: OrderLineReader
    ) throws -> RecordCreditNote {
        if kind == .return {
            for line in lines {
                if line.quantity > 0 {
                    throw Refusal(
                        reason: "has a number like a return, but a quantity above nothing; see --return-prefix")
                }
                if line.price < 0 { throw Refusal(reason: "has a negative quantity and a negative price") }
            }
        }
        return RecordCreditNote(
            number: number, kind: kind, customer: customer(lines[0]), country: country(lines[0], reader),
            currency: currency, issuedAt: at,
            lines: lines.map { recorded($0, reader, at, flipped: kind == .adjustment && $0.quantity < 0) },
            importID: importID)
    }

    /// A document that only moves stock: everything free is given away, everything negative is written off. Services
    /// move nothing; a document of nothing else is kept as a document all the same.
    private func stock(
        _ number: String, _ at: Instant, _ lines: [SourceLine], _ reader: OrderLineReader
    ) throws -> RecordStockDocument {
        let isLoss = lines.allSatisfy { (line: SourceLine) -> Bool in line.quantity < 0 }
        let isFree = lines.allSatisfy { (line: SourceLine) -> Bool in line.quantity > 0 }
        guard isLoss || isFree else { throw Refusal(reason: "mixes goods given away with stock that was written off") }
        var moves: [RecordStockDocument.Line] = []
        for line in lines {
            guard let id = variants[Int(line.code)].id else { continue }
            let lost = line.quantity < 0 ? line.quantity : -line.quantity
            let time = line.at == at.microseconds ? nil : Instant(microseconds: line.at)
            moves.append(RecordStockDocument.Line(variant: id, change: Quantity(micros: lost), at: time))
        }
        let notes = Set(lines.map(\.description)).filter { $0 != StringPool.none }.sorted()
        let note = notes.prefix(5).map { reader.descriptions[$0] }.joined(separator: "; ")
        return RecordStockDocument(
            number: number, kind: isFree ? .freeIssue : .writeOff, at: at, lines: moves,
            note: note.isEmpty ? nil : String(note.prefix(500)), party: customer(lines[0])?.reference,
            importID: importID)
    }

    private func recorded(
        _ line: SourceLine, _ reader: OrderLineReader, _ at: Instant, flipped: Bool
    ) -> RecordedLine {
        let variant = variants[Int(line.code)]
        return RecordedLine(
            sku: reader.codes[line.code], variant: variant.id,
            title: line.description == StringPool.none ? variant.title : reader.descriptions[line.description],
            quantity: Quantity(micros: abs(line.quantity)),
            unitPrice: UnitPrice(micros: flipped ? -line.price : line.price, currency),
            at: line.at == at.microseconds ? nil : Instant(microseconds: line.at), movesStock: variant.isStocked)
    }

    private func customer(_ line: SourceLine) -> ID<Customer>? {
        line.customer == StringPool.none ? nil : customers[Int(line.customer)]
    }

    private func country(_ line: SourceLine, _ reader: OrderLineReader) -> String? {
        line.country == StringPool.none ? nil : reader.countries[line.country]
    }

    private func digest(_ lines: [SourceLine], _ reader: OrderLineReader) -> String {
        var digest = DocumentDigest()
        for line in lines {
            digest.add([
                reader.codes.hash(line.code), reader.descriptions.hash(line.description),
                reader.customers.hash(line.customer), reader.countries.hash(line.country),
                UInt64(bitPattern: line.quantity), UInt64(bitPattern: line.price), UInt64(bitPattern: line.at),
            ])
        }
        return digest.text
    }
}
