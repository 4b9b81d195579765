import Kernel
import Web

extension Room {
    /// Stock: how much there is of what, and where.
    static let stock: Room = {
        var room = Room("stock_levels", in: .inventory, icon: "shelf")
        room.keys = "g i"
        room.rank = 1
        room.columns = [
            .code("sku"), .text("title", place: .second), .record("location", called: "location_name", place: .note),
            .number("on_hand"), .number("reserved"),
            .number("available", place: .amount).sorted(ascending: "available", descending: nil),
            .state("state", place: .state), .number("backorder_limit").hidden,
        ]
        room.views = [BuiltInView("low", "state=low"), BuiltInView("out", "state=out")]
        room.creation = "inventory.stock_in"
        room.others = [
            "inventory.stock_in", "inventory.adjust", "inventory.count", "inventory.transfer",
            "inventory.set_backorder",
        ]
        room.steps = StockItemPage.steps
        room.forms = StockItemPage.forms
        room.record = StockItemPage.design
        return room
    }()

    /// The ledger: every move of goods.
    static let stockMoves: Room = {
        var room = Room("stock_moves", in: .inventory, icon: "swap")
        room.rank = 2
        room.columns =
            [.record("variant", called: "sku", place: .title)] + StockMovesView.columns + [.text("note").hidden]
        room.views = [
            BuiltInView("sales", "reason=sale"), BuiltInView("arrivals", "reason=stock_in"),
            BuiltInView("losses", "reason=damaged,lost,stolen,expired,write_off"),
        ]
        return room
    }()

    /// The papers behind moves.
    static let stockDocuments: Room = {
        var room = Room("stock_documents", in: .inventory, icon: "invoice")
        room.rank = 3
        room.columns = [
            .code("number"), .state("kind", place: .state), .moment("at", place: .second), .text("note"),
            .record("party").hidden, .moment("created_at").hidden, .record("import_id").hidden,
        ]
        room.views = [
            BuiltInView("arrivals", "kind=stock_in"), BuiltInView("transfers", "kind=transfer"),
            BuiltInView("counts", "kind=count"), BuiltInView("corrections", "kind=adjustment,write_off"),
        ]
        room.record = RecordDesign(
            states: ["kind"], context: StockMovesView.documentContext,
            main: [
                .related(
                    "moves", "stock_moves.list", by: "document",
                    [
                        .record("variant", called: "sku", place: .title), StockMovesView.route,
                        .number("quantity", place: .amount), .person("principal"),
                    ],
                    limit: 100)
            ],
            aside: [
                .facts(
                    "about", .moment("at"), .record("party"), .text("note"), .record("import_id"), .moment("created_at")
                )
            ])
        return room
    }()

    /// What is promised to whom.
    static let reservations: Room = {
        var room = Room("reservations", in: .inventory, icon: "lock")
        room.rank = 4
        room.columns = [
            .record("variant", place: .title), .record("document", place: .second), .number("quantity", place: .amount),
            .record("location"), .state("state", place: .state), .moment("created_at"), .moment("expires_at"),
            .moment("closed_at").hidden,
        ]
        room.views = [BuiltInView("active", "state=active"), BuiltInView("expired", "state=expired")]
        return room
    }()

    /// Where stock lies.
    static let locations: Room = {
        var room = Room("locations", in: .inventory, icon: "pin")
        room.rank = 5
        room.isShort = true
        room.columns = [
            .code("code"), .text("name", place: .second), .text("country"),
            .flag("is_default", on: "standard"),
            .flag("is_active", on: "active", off: "inactive", place: .state), .moment("created_at").hidden,
        ]
        room.views = [BuiltInView("active", "active=true"), BuiltInView("inactive", "active=false")]
        room.steps = [
            Step("locations.activate", icon: "check") { !isSet("is_active", $0) },
            Step("locations.update", icon: "pencil"),
            Step("locations.make_default", icon: "star") { isSet("is_active", $0) && !isSet("is_default", $0) },
            Step("locations.deactivate", icon: "box", main: false) {
                isSet("is_active", $0) && !isSet("is_default", $0)
            },
        ]
        room.forms = [
            "locations.create": FormDesign("name", "code", "country"),
            "locations.update": FormDesign("name", "code", "country"),
        ]
        room.record = RecordDesign(
            flags: [.flag("is_default", on: "standard"), .flag("is_active", on: "active", off: "inactive")],
            context: { page in
                let country: HTML? = page.record["country"]?.string.map { " · \($0)" }
                return "<span class=\"mono\">\(page.record["code"]?.string)</span>\(country)"
            },
            main: [
                .answers("here", Related("stock_levels.list", by: "location", more: ["sort": "available"], limit: 20)) {
                    page, answer in
                    StockGrid.atLocation(page.desk, answer["data"]?.array ?? [])
                },
                .answers("moves", Related("stock_moves.list", by: "location", limit: 10)) { page, answer in
                    StockMovesView(
                        desk: page.desk, moves: answer["data"]?.array ?? [], onHand: nil, isOfOne: false, place: page.id
                    ).html
                },
            ],
            aside: [.facts("about", .text("name"), Column("code", .code), .text("country"), .moment("created_at"))])
        return room
    }()

    private static func isSet(_ flag: String, _ record: JSON) -> Bool { record[flag]?.bool ?? false }
}
