import Kernel
import Ledger
import Platform

/// Puts a credit note without an order out of every list and figure; it can be restored. One that belongs to an order stays.
struct DeleteCreditNote: Action {
    static let name: ActionName = "credit_notes.delete"
    static let permission = Permission.creditNotesDelete
    static let summary = "Deletes a credit note that belongs to no order; it can be restored."
    static let inverse: ActionName? = "credit_notes.restore"
    static var emits: [any Event.Type] { [CreditNoteDeleted.self] }
    static let approval = ApprovalRule.byPolicy

    var creditNote: ID<CreditNote>

    func perform(in tx: Transaction) throws -> CreditNote {
        var note = try tx.find(creditNote)
        if note.deletedAt != nil { return note }
        if note.order != nil { throw Problem.creditNoteOnOrder(note.number) }
        note.deletedAt = tx.now
        try tx.save(&note)
        try Books.withdraw(about: [creditNote.reference], memo: DeletionMemo.deleted(version: note.version), in: tx)
        try tx.emit(CreditNoteDeleted(creditNote: creditNote, number: note.number, issuedAt: note.issuedAt))
        return note
    }
}

/// Brings a deleted credit note back.
struct RestoreCreditNote: Action {
    static let name: ActionName = "credit_notes.restore"
    static let permission = Permission.creditNotesRestore
    static let summary = "Restores a deleted credit note, if its number is still free."
    static let inverse: ActionName? = "credit_notes.delete"
    static var emits: [any Event.Type] { [CreditNoteRestored.self] }

    var creditNote: ID<CreditNote>

    func perform(in tx: Transaction) throws -> CreditNote {
        var note = try tx.find(creditNote)
        if note.deletedAt == nil { return note }
        if note.order != nil { throw Problem.creditNoteOnOrder(note.number) }
        if try CreditNoteNumber.isTaken(note.number, in: tx) { throw Problem.creditNoteNumberTaken(note.number) }
        let deletion = DeletionMemo.deleted(version: note.version)
        note.deletedAt = nil
        try tx.save(&note)
        try Books.repost(about: creditNote.reference, withdrawnAs: deletion, memo: DeletionMemo.restored, in: tx)
        try tx.emit(CreditNoteRestored(creditNote: creditNote, number: note.number, issuedAt: note.issuedAt))
        return note
    }
}
