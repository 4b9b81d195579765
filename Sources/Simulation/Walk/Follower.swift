import Catalog
import Inventory
import Kernel
import Platform

/// What went wrong with the machine in a round.
struct Trouble {
    /// Anything at all.
    let happened: Bool
    /// A commit happened and nobody heard of it.
    let repliesWereLost: Bool

    init(_ fault: Fault?, happened: Bool) {
        self.happened = happened
        repliesWereLost = happened && fault?.boundary == .reply
    }
}

/// Compares what was answered with what the log of a shop says, and follows the shop with its model.
struct Follower {
    let entry: ShopEntry
    private(set) var model = ShopModel()
    /// The records that the log named since it was last read.
    private(set) var named: [String] = []
    /// What was done in the shop before the walk began.
    let opening: [String]
    private var seq: Int64 = 0

    /// Begins with what is there.
    init(_ entry: ShopEntry, on machine: Machine) throws {
        self.entry = entry
        let (articles, log, levels) = try machine.read(entry.tenant) { db in
            let articles = try db.records(Variant.self, where: "1 = 1")
            return (articles, try db.audited(after: 0), try Stock.levels(of: articles.map(\.id), in: db))
        }
        opening = log.map(\.action)
        model.catalogue = CatalogueModel(entry.shop.currency)
        model.catalogue.learn(articles)
        for level in levels { model.adopt(level) }
        seq = log.last?.seq ?? 0
    }

    /// What was done since the last time.
    mutating func read(_ machine: Machine) throws -> [AuditedAction] {
        let after = seq
        let entries = try machine.read(entry.tenant) { db in try db.audited(after: after) }
        seq = entries.last?.seq ?? seq
        return entries
    }

    /// Every request that was answered is in the log as it was answered: done once, or not at all.
    /// Only where the reply to a commit was lost may something have happened that nobody was told of.
    static func compare(
        _ ask: Ask, _ answer: Answer, with entries: [AuditedAction], _ trouble: Trouble
    ) throws {
        let own = entries.filter { $0.requestID == ask.requestID && $0.principal == ask.principal }
        let times = own.filter { $0.action == ask.action }.count
        switch answer {
        case .done:
            guard own.last?.action == ask.action, times == 1 else {
                throw Finding(
                    "answers.done_is_recorded_once", "\(ask.action) was answered and stands in the log \(times) times")
            }
        case .held:
            // Asking may show that nobody is left who could decide.
            let asked = own.filter { $0.action != "exceptions.raise" }
            guard asked.allSatisfy({ $0.action == "approvals.request" }), asked.count <= 1 else {
                throw Finding("answers.held_did_nothing", "\(ask.action) was held, and \(own.map(\.action)) happened")
            }
        case .previewed:
            if !own.isEmpty { throw Finding("answers.previews_do_nothing", "trying \(ask.action) changed something") }
        case .worked, .passed: return
        case .replayed:
            if !own.isEmpty, !trouble.repliesWereLost {
                throw Finding("answers.replays_do_nothing", "\(ask.action) was replayed and happened again")
            }
        case .refused(let problem):
            if !own.isEmpty, !trouble.repliesWereLost {
                throw Finding(
                    "answers.refused_did_nothing", "\(ask.action) was refused with \(problem.code) and happened")
            }
            if problem.kind == .internal {
                throw Finding("answers.no_internal_error", "\(ask.action) failed: \(problem.code) \(problem.title)")
            }
        case .nothing:
            if !trouble.happened { throw Finding("answers.come", "\(ask.action) was never answered") }
        }
        if times > 1 { throw Finding("answers.done_is_recorded_once", "\(ask.action) happened \(times) times") }
    }

    /// Does in the model what was done in the shop, and compares the two.
    mutating func follow(_ entries: [AuditedAction], _ machine: Machine) throws {
        named = []
        if entries.isEmpty { return }
        var isCatalogueNew = false
        for entry in entries {
            let body = try JSON(parsing: Array(entry.body.utf8))
            try model.apply(entry, body)
            named += (body["changes"]?.array ?? []).compactMap { change in change["record"]?.string }
            isCatalogueNew = isCatalogueNew || ["catalog.", "imports."].contains { entry.action.hasPrefix($0) }
        }
        let variants = Set(named).compactMap { ID<Variant>($0) }
        try machine.read(entry.tenant) { db in
            try model.compare(in: db)
            if isCatalogueNew { model.catalogue.forget() }
            model.catalogue.learn(
                isCatalogueNew
                    ? try db.records(Variant.self, where: "1 = 1") : try db.records(Variant.self, ids: variants))
        }
    }
}
