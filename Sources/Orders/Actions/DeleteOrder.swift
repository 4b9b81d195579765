import Kernel
import Ledger
import Platform
import Store

/// Puts an order that is over, with its credit notes, out of every list and figure; the books take its entries back.
/// Nothing is lost: it can be restored. An order that payments were recorded for stays.
struct DeleteOrder: Action {
    static let name: ActionName = "orders.delete"
    static let permission = Permission.ordersDelete
    static let summary = "Deletes an order that is over, with its credit notes; it can be restored."
    static let inverse: ActionName? = "orders.restore"
    static var emits: [any Event.Type] { [OrderDeleted.self] }
    static let approval = ApprovalRule.byPolicy

    var order: ID<Order>

    func perform(in tx: Transaction) throws -> Order {
        var record = try tx.find(order)
        if record.deletedAt != nil { return record }
        guard record.isOver else { throw Problem.orderStillOpen(record) }
        guard record.moved.tendered.isZero else { throw Problem.hasPayments(record) }
        record.deletedAt = tx.now
        try tx.save(&record)
        try tx.execute(
            """
            UPDATE credit_note SET deleted_at = \(tx.now), version = version + 1
            WHERE tenant = \(tx.tenant) AND order_id = \(order) AND deleted_at IS NULL
            """)
        try Books.withdraw(about: [order.reference], memo: DeletionMemo.deleted(version: record.version), in: tx)
        try tx.emit(OrderDeleted(order: order, number: record.number, placedAt: record.placedAt))
        return record
    }
}

/// Brings a deleted order and its credit notes back.
struct RestoreOrder: Action {
    static let name: ActionName = "orders.restore"
    static let permission = Permission.ordersRestore
    static let summary = "Restores a deleted order with its credit notes, if its number is still free."
    static let inverse: ActionName? = "orders.delete"
    static var emits: [any Event.Type] { [OrderRestored.self] }

    var order: ID<Order>

    func perform(in tx: Transaction) throws -> Order {
        var record = try tx.find(order)
        guard let deletedAt = record.deletedAt else { return record }
        if try OrderNumber.isTaken(record.number, in: tx) { throw Problem.orderNumberTaken(record.number) }
        let deletion = DeletionMemo.deleted(version: record.version)
        record.deletedAt = nil
        try tx.save(&record)
        do {
            try tx.nested {
                _ = try tx.execute(
                    """
                    UPDATE credit_note SET deleted_at = NULL, version = version + 1
                    WHERE tenant = \(tx.tenant) AND order_id = \(order) AND deleted_at = \(deletedAt)
                    """)
            }
        } catch let error as DBError where error.isUnique(on: "number") {
            throw Problem.creditNoteNumberTaken("")
        }
        try Books.repost(about: order.reference, withdrawnAs: deletion, memo: DeletionMemo.restored, in: tx)
        try tx.emit(OrderRestored(order: order, number: record.number, placedAt: record.placedAt))
        return record
    }
}

extension Order {
    /// Whether nothing is outstanding: no goods to send, no money to come or to give back.
    var isOver: Bool {
        switch status {
        case .pending, .paid: false
        case .fulfilled, .refunded: position.isEven
        case .cancelled: position.isEven && paymentState != .paid
        }
    }
}

/// What the books say where a document was deleted and restored. The version tells one deletion from the next.
enum DeletionMemo {
    static func deleted(version: Int) -> String { "Deleted (version \(version))" }
    static let restored = "Restored"
}
