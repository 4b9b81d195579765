import Kernel
import Web

extension Room {
    /// Credit notes: what was given back, and for what.
    static let creditNotes: Room = {
        var room = Room("credit_notes", in: .sell, icon: "return")
        room.keys = "g r"
        room.rank = 2
        room.columns = [
            .code("number"), .moment("issued_at"), .record("customer", place: .second), .state("kind", place: .state),
            .record("order"), .text("reason"), .number("line_count"), .money("total", place: .amount),
        ]
        room.views = [BuiltInView("returns", "kind=return"), BuiltInView("adjustments", "kind=adjustment")]
        room.steps = [
            Step("credit_notes.restore", icon: "undo") { !($0["deleted_at"]?.isNull ?? true) },
            Step("credit_notes.delete", icon: "trash", danger: true) { record in
                record["order"]?.isNull ?? true && record["deleted_at"]?.isNull ?? true
            },
        ]
        room.forms = ["credit_notes.create": FormDesign("order", "lines", "reason", "restock", "shipping", "location")]
        room.record = RecordDesign(
            states: ["kind"], context: context,
            main: [
                .rows(
                    "lines", "lines",
                    [
                        .text("title", with: "sku", place: .title), .number("quantity"), .money("unit_price"),
                        .money("amount", place: .amount),
                    ]),
                .related("books", "ledger_entries.list", by: "document", BooksColumns.entries),
            ],
            aside: [
                .facts("money", .money("shipping"), .money("tax"), .money("total")),
                .view("customer", OrderPage.customer),
                .facts(
                    "about", .record("order"), .text("reason"), .text("country"), .state("source"), .record("import_id")
                ),
            ])
        return room
    }()

    private static func context(_ page: RecordPageContext) -> HTML? {
        guard let issued = page.record["issued_at"] else { return nil }
        return "\(page.desk.say("orders.issued")) \(ValueView(page.desk).moment(issued))"
    }
}
