import Kernel
import Web

extension Room {
    /// Imports: files that were brought in, how far they are, and taking them back.
    static let imports: Room = {
        var room = Room("imports", in: .automate, icon: "upload")
        room.columns = [
            .text("file_name", place: .title), .state("kind"), .state("state", place: .state),
            .moment("started_at", place: .second), .number("counts.documents", place: .amount),
            .number("counts.rejected_lines"),
            .moment("finished_at").hidden, .number("counts.lines").hidden,
        ]
        room.views = [BuiltInView("running", "state=running"), BuiltInView("finished", "state=finished")]
        room.steps = [
            Step("imports.stop", icon: "pause", main: false) { $0["state"]?.string == "running" },
            Step("imports.undo", icon: "undo", danger: true) { record in
                ["finished", "interrupted", "failed"].contains(record["state"]?.string ?? "")
            },
        ]
        room.record = RecordDesign(
            states: ["state"], context: { page in ImportRunView(page).context },
            main: [
                .view("progress") { page in ImportRunView(page).card },
                .related("rejects", "imports.rejects", by: "import", ImportRunView.rejectColumns, limit: 10),
            ],
            aside: [
                .facts(
                    "about", .state("kind"), .moment("started_at"), .moment("finished_at"), .number("counts.lines"),
                    .text("mapping"))
            ])
        return room
    }()
}

/// The page of one import: how far it is, what it brought, and what can be done now.
struct ImportRunView {
    /// The columns of lines that were not taken.
    static let rejectColumns: [Column] = [
        Column("line", .any, place: .title), .state("code", place: .state), .text("reason", place: .second),
        .any("cells"),
    ]

    let desk: Desk
    let id: String
    let record: JSON

    init(_ page: RecordPageContext) {
        desk = page.desk
        id = page.id
        record = page.record
    }

    init(desk: Desk, id: String, record: JSON) {
        self.desk = desk
        self.id = id
        self.record = record
    }

    private var state: String { record["state"]?.string ?? "" }
    private var progress: ProgressView {
        ProgressView(desk: desk, progress: record["progress"] ?? .null, whenDone: ImportAddress.run(id))
    }
    private var figures: HTML {
        ImportFigures(desk: desk, counts: record["counts"] ?? .null, kind: record["kind"]?.string ?? "").html
    }

    /// One line under the title.
    var context: HTML? {
        record["started_at"].map { started in "\(desk.say("imports.started")) \(ValueView(desk).moment(started))" }
    }

    /// What changes while it runs.
    var live: HTML { "\(progress.html)\(figures)" }

    /// The card with everything that changes, and the ways on.
    var card: HTML {
        let isOpen = progress.isOpen && state == "running"
        let moving: HTML =
            isOpen
            ? """
            <div class="stack" data-live="\(ImportAddress.live(id))" data-every="1000">\(live)</div><noscript><meta http-equiv="refresh" content="3"></noscript>
            """ : still
        let leave: HTML? = isOpen ? "<span class=\"meta push\">\(desk.say("imports.leave"))</span>" : nil
        return "\(moving)\(notes)<div class=\"row\">\(goOn)\(download)\(leave)</div>"
    }

    private var still: HTML {
        let failure: HTML? = record["failure"]?.string.map { text in
            "<div class=\"banner bad\">\(Icon.named("exception"))<div><p>\(text)</p></div></div>"
        }
        return "\(failure)\(figures)"
    }

    private var notes: HTML? {
        let notes = (record["report"]?["notes"]?.array ?? []).compactMap(\.string)
        if notes.isEmpty { return nil }
        let items: HTML = notes.html { "<li>\($0)</li>" }
        return "<ul>\(items)</ul>"
    }

    /// An import that stopped goes on from the page of its file, as long as that is kept.
    private var goOn: HTML? {
        guard ["interrupted", "failed"].contains(state), let upload = record["upload"]?.string, desk.may("imports.run")
        else {
            return nil
        }
        let said = ImportSaid(mapping: record["said"] ?? .null, options: record["options"] ?? .null)
        return "<a class=\"btn btn-main\" href=\"\(said.address(upload))\">\(desk.say("imports.goOn"))</a>"
    }

    private var download: HTML? {
        guard (record["kept_rejects"]?.int ?? 0) > 0 else { return nil }
        return
            "<a class=\"btn\" href=\"\(ImportAddress.rejects(run: id))\" download>\(Icon.named("download"))\(desk.say("imports.rejects.csv"))</a>"
    }
}
