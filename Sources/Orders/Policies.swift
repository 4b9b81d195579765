import Kernel
import Platform

extension Permission {
    static let ordersRead: Permission = "orders.read"
    static let ordersPlace: Permission = "orders.place"
    static let ordersDiscount: Permission = "orders.discount"
    static let ordersMarkPaid: Permission = "orders.mark_paid"
    static let ordersMarkRefunded: Permission = "orders.mark_refunded"
    static let ordersFulfil: Permission = "orders.fulfil"
    static let ordersCancel: Permission = "orders.cancel"
    static let ordersRefund: Permission = "orders.refund"
    static let ordersSetStatus: Permission = "orders.set_status"
    static let ordersAssignCustomer: Permission = "orders.assign_customer"
    static let ordersReceivePayment: Permission = "orders.receive_payment"
    static let ordersPayOut: Permission = "orders.pay_out"
    static let ordersWriteOff: Permission = "orders.write_off"
    static let ordersDelete: Permission = "orders.delete"
    static let ordersRestore: Permission = "orders.restore"
    static let ordersExpire: Permission = "orders.expire_pending"
    static let ordersRecord: Permission = "orders.record"
    static let ordersRepair: Permission = "orders.repair_books"
    static let ordersWithdrawImport: Permission = "orders.withdraw_import"
    static let creditNotesRead: Permission = "credit_notes.read"
    static let creditNotesCreate: Permission = "credit_notes.create"
    static let creditNotesRecord: Permission = "credit_notes.record"
    static let creditNotesDelete: Permission = "credit_notes.delete"
    static let creditNotesRestore: Permission = "credit_notes.restore"
}

/// What the role `staff` gets: the daily work, not deleting.
enum OrdersPolicy {
    static let staff: [Permission] = [
        .ordersRead, .ordersPlace, .ordersMarkPaid, .ordersFulfil, .ordersCancel, .ordersSetStatus,
        .ordersAssignCustomer, .creditNotesRead, .creditNotesCreate,
    ]
}

/// What a shop can set about its orders.
enum OrderSettings {
    static let pendingTimeoutMinutes = Setting<Int>(
        "orders.pending_timeout_minutes",
        "After how many minutes an order that nobody has paid is cancelled and its stock freed; 0 means never.",
        default: 1_440
    ) { minutes in (0...525_600).contains(minutes) ? nil : "Use 0 (never) to 525600 minutes (a year)." }

    static let statusMoves = Setting<[String: [String]]>(
        "orders.status_moves",
        "Which status an order may take after which. Shops that deliver before they are paid add fulfilled to pending.",
        default: table(of: Order.lifecycle)
    ) { moves in fault(in: moves) }

    /// The shop's own state machine: one statement.
    static func machine(in db: Reader) throws -> StateMachine<Order.Status> {
        let moves = try db.setting(statusMoves)
        try invariant(fault(in: moves) == nil, "stored status moves are sound")
        return machine(of: moves)
    }

    static func machine(of moves: [String: [String]]) -> StateMachine<Order.Status> {
        var table: [Order.Status: [Order.Status]] = [:]
        for status in Order.Status.allCases {
            table[status] = (moves[status.rawValue] ?? []).compactMap(Order.Status.init(rawValue:))
        }
        return StateMachine(startsAt: Order.lifecycle.start, table)
    }

    static func table(of machine: StateMachine<Order.Status>) -> [String: [String]] {
        var table: [String: [String]] = [:]
        for status in Order.Status.allCases { table[status.rawValue] = (machine.moves[status] ?? []).map(\.rawValue) }
        return table
    }

    /// What is wrong with a table of moves, or nil: it may name only moves this build knows how to make.
    static func fault(in moves: [String: [String]]) -> String? {
        for (from, targets) in moves.sorted(by: { $0.key < $1.key }) {
            guard let state = Order.Status(rawValue: from) else { return "There is no status '\(from)'." }
            if Set(targets).count != targets.count { return "'\(from)' names a status twice." }
            for target in targets {
                guard let next = Order.Status(rawValue: target) else { return "There is no status '\(target)'." }
                if !Order.possible.allows(state, next) { return "An order cannot go from '\(from)' to '\(target)'." }
            }
        }
        if moves["pending"]?.contains("cancelled") != true { return "A pending order must be able to be cancelled." }
        return nil
    }
}
