import Kernel
import Web

extension Room {
    /// The journal: every entry of the books.
    static let journal: Room = {
        var room = Room("ledger_entries", in: .money, icon: "ledger")
        room.keys = "g k"
        room.rank = 2
        room.columns = [
            .moment("at", place: .title), .state("kind", place: .state), .record("document", place: .second),
            .text("memo", place: .note), .money("amount", place: .amount), .record("about").hidden,
            .person("principal"), .moment("recorded_at").hidden,
        ]
        room.views = [
            BuiltInView("payments", "kind=payment"), BuiltInView("sales", "kind=sale"),
            BuiltInView("refunds", "kind=refund"), BuiltInView("reversals", "kind=reversal"),
        ]
        room.record = RecordDesign(
            title: { page in page.desk.stateWord(page.record["kind"]?.string ?? "", field: "kind") },
            context: { page in
                let view = ValueView(page.desk)
                return
                    "\(view.moment(page.record["at"] ?? .null)) · \(view.reference(page.record["document"] ?? .null, words: nil))"
            },
            main: [
                .rows(
                    "lines", "lines",
                    [
                        BooksColumns.account, .record("holder", place: .second), .money("debit", place: .amount),
                        .money("credit", place: .amount),
                    ])
            ],
            aside: [
                .facts(
                    "about", .record("document"), .record("about"), .moment("at"), .moment("recorded_at"),
                    .person("principal"), .text("memo"), .record("reverses"))
            ], hasTimeline: false)
        return room
    }()

    /// The accounts with their balances.
    static let ledgerAccounts: Room = {
        var room = Room("ledger_accounts", in: .money, icon: "bank")
        room.rank = 3
        room.columns = [
            BooksColumns.purpose, .record("holder", place: .second), .state("type", place: .state),
            .money("debits"), .money("credits"), .money("balance", place: .amount), .money("held"),
            .money("limit").hidden, .moment("opened_at").hidden,
        ]
        room.views = [
            BuiltInView("money", "purpose=bank,cash,cash_drawer,cheques,provider"),
            BuiltInView("owed", "purpose=receivable,refunds_due,deposits,tax_due"),
            BuiltInView("store_credit", "purpose=store_credit"),
        ]
        room.record = RecordDesign(
            states: ["type"],
            title: { page in page.desk.stateWord(page.record["purpose"]?.string ?? "", field: "purpose") },
            context: { page in
                let view = ValueView(page.desk)
                let holder = page.record["holder"] ?? .null
                let balance = view.money(page.record["balance"] ?? .null)
                return holder.isNull ? balance : "\(view.reference(holder, words: nil)) · \(balance)"
            },
            main: [
                .related(
                    "statement", "ledger_accounts.postings", by: "ledger_account",
                    [
                        BooksColumns.posted, .state("kind", place: .state),
                        .record("document", place: .second), .money("debit", place: .amount),
                        .money("credit", place: .amount), .money("balance"),
                    ], limit: 25)
            ],
            aside: [
                .facts(
                    "balance", .money("debits"), .money("credits"), .money("balance"), .money("held"), .money("limit"),
                    .moment("opened_at"))
            ], hasTimeline: false)
        return room
    }()

    /// What is set aside of somebody's account.
    static let ledgerHolds: Room = {
        var room = Room("ledger_holds", in: .money, icon: "lock")
        room.rank = 4
        room.columns = [
            .moment("created_at", place: .title), .state("state", place: .state), .record("document", place: .second),
            .record("account"), .money("amount", place: .amount), .moment("closed_at"),
        ]
        room.views = [BuiltInView("active", "state=active")]
        return room
    }()
}

/// Columns of the books.
enum BooksColumns {
    /// What the amounts of an account are, in words.
    static let purpose = Column.drawn("purpose", .title, place: .title) { desk, row in
        "\(desk.stateWord(row["purpose"]?.string ?? "", field: "purpose"))"
    }

    /// The account of a line: its purpose, leading to its statement.
    static let account = Column.drawn("purpose", .title, place: .title) { desk, row in
        let word = desk.stateWord(row["purpose"]?.string ?? "", field: "purpose")
        return ValueView(desk).reference(row["account"] ?? .null, words: word)
    }

    /// When something was posted to an account, leading to its entry.
    static let posted = Column.drawn("at", .title, place: .title) { desk, row in
        let moment = ValueView(desk).moment(row["at"] ?? .null)
        guard let address = row["entry"]?.string.flatMap({ desk.links.address(of: $0) }) else { return moment }
        return "<a href=\"\(address)\">\(moment)</a>"
    }

    /// The newest entries about a record: of an order, of a credit note.
    static let entries: [Column] = [
        .moment("at", place: .title), .state("kind", place: .state), .record("document", place: .second),
        .text("memo", place: .note), .money("amount", place: .amount),
    ]
}
