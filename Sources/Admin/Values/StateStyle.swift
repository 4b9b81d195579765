/// How a state looks: its tone and its icon. The word is the catalogue's. One table for page, list and timeline, so that a
/// state looks the same wherever it stands.
struct StateStyle {
    let tone: String
    let icon: String

    /// The look of a value. A value the table does not know is neutral: it still has its word.
    static func of(_ value: String) -> StateStyle { table[value] ?? StateStyle(tone: "neutral", icon: "dash-circle") }

    private static let table: [String: StateStyle] = {
        var table: [String: StateStyle] = [:]
        func add(_ tone: String, _ icon: String, _ values: String...) {
            for value in values { table[value] = StateStyle(tone: tone, icon: icon) }
        }
        add(
            "ok", "check", "paid", "fulfilled", "completed", "solved", "done", "finished", "approved", "published",
            "active",
            "enough")
        add("ok", "check", "consumed", "sure", "true", "shipped", "executed", "resolved", "handled", "settled")
        add("neutral", "refresh", "retried")
        add("info", "users", "delegated")
        add("info", "stamp", "requested")
        add("info", "orders", "open", "confirmed")
        add("info", "play", "running", "trying", "uploading")
        add("info", "mail", "unread")
        add("info", "return", "return")
        add("pending", "clock", "pending", "waiting", "invited", "undoing", "queued", "ready")
        add("warn", "half", "part_paid", "part_refunded", "part_fulfilled")
        add("warn", "warning", "low", "look", "interrupted", "changed", "unchanged", "held")
        add("warn", "shelf", "backorder")
        add("bad", "exception", "failed", "out", "dead_letter", "refused", "stopped")
        add("bad", "exception", "dead", "stuck", "drifts")
        add("neutral", "pause", "paused")
        add("ok", "check", "holds")
        add("pending", "refresh", "again", "given_back")
        add("neutral", "lock", "kept")
        add("bad", "clock", "overdue", "expired")
        add("bad", "cross", "rejected", "revoked", "removed")
        add("neutral", "dash-circle", "unpaid", "unfulfilled", "draft", "unpublished", "skipped")
        add("neutral", "cross", "cancelled", "void", "voided")
        add("neutral", "return", "refunded")
        add("neutral", "box", "archived", "inactive", "deactivated")
        add("neutral", "undo", "undone", "withdrawn", "released", "reversal")
        add("bad", "exception", "reversed")
        add("ok", "check", "received")
        add("neutral", "bank", "bank", "asset")
        add("neutral", "card", "payment")
        add("neutral", "card", "card", "capture", "gateway")
        add("warn", "info", "test")
        add("warn", "clock", "unknown")
        add("ok", "check", "succeeded")
        add("bad", "exception", "declined")
        add("neutral", "drawer", "cash")
        add("neutral", "receipt", "cheque")
        add("neutral", "gift", "store_credit", "credit")
        add("neutral", "return", "refund")
        add("neutral", "pencil", "adjustment", "correction")
        add("neutral", "orders", "sale")
        add("info", "truck", "stock_in")
        add("neutral", "swap", "transfer")
        add("neutral", "scan", "count")
        add("ok", "plus", "found")
        add("bad", "exception", "damaged", "lost", "stolen", "write_off")
        add("neutral", "gift", "sample", "free_issue")
        add("info", "star", "standard")
        add("ok", "plus", "moved_in")
        add("info", "up", "moved_up")
        add("neutral", "down", "moved_down")
        add("neutral", "cross", "moved_out")
        return table
    }()
}
