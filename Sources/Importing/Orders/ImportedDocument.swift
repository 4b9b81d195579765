import Catalog
import Customers
import Inventory
import Kernel
import Orders
import Platform

/// One document of a file, ready to be recorded, with a digest of what the file says about it.
struct ImportedDocument: Sendable {
    /// What it is.
    enum Content: Sendable {
        case order(RecordOrder)
        case creditNote(RecordCreditNote)
        case stock(RecordStockDocument)
    }

    /// The number it is known by.
    let number: String
    /// A digest of its content; the order of its lines does not matter.
    let digest: String
    /// How many lines it has.
    let lineCount: Int
    /// The document itself.
    let content: Content

    /// Performs the action that records it.
    func record(in tx: Transaction) throws -> Reference {
        switch content {
        case .order(let order): try tx.perform(order).document
        case .creditNote(let note): try tx.perform(note).document
        case .stock(let document): try tx.perform(document).id.reference
        }
    }
}

/// A sum over lines that comes out the same in any order, and tells duplicates from single lines.
struct DocumentDigest {
    private var first: UInt64 = 0
    private var second: UInt64 = 0

    mutating func add(_ words: [UInt64]) {
        var left: UInt64 = 0x243f_6a88_85a3_08d3
        var right: UInt64 = 0x1319_8a2e_0370_7344
        for word in words {
            left = StableHash.combined(left, word)
            right = StableHash.combined(right, word ^ 0xa409_3822_299f_31d0)
        }
        first &+= left
        second &+= right
    }

    var text: String {
        var bytes: [UInt8] = []
        for word in [first, second] {
            for shift in stride(from: 56, through: 0, by: -8) {
                bytes.append(UInt8(truncatingIfNeeded: word >> UInt64(shift)))
            }
        }
        return Hex.encode(bytes)
    }
}
