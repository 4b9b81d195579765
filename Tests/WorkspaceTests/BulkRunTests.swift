import Identity
import Kernel
import Platform
import PlatformFixtures
import Store
import StoreFixtures
import Testing

@testable import Workspace

@Suite struct BulkRunTests {
    @Test(arguments: Engine.available) func everyRecordIsTriedAndSaysWhatCameOfIt(_ engine: Engine) async throws {
        let desk = try await Desk.opened(engine)
        let plain = try await desk.boards(60)
        let already = try await desk.boards(7, up: true)
        let stuck = try await desk.boards(2, title: "stuck")
        let gone = ID<Board>(raw: desk.world.installation.ids.next())
        let run = try await desk.start("boards.put_up", plain + already + stuck + [gone])
        #expect(run.state == .running && run.waiting == 70 && !run.canUndo)
        #expect(try await desk.boardsUp() == 7)
        try await desk.work()
        let done = try await desk.run(run.id)
        #expect(done.state == .finished)
        #expect([done.done, done.unchanged, done.refused, done.held, done.waiting] == [60, 7, 3, 0, 0])
        #expect(done.canUndo)
        let refused = try await desk.items(run.id, .refused)
        #expect(refused.map(\.refusal?.code) == ["boards.stuck", "boards.stuck", "not_found"])
        #expect(refused.first?.refusal?.detail == "It was glued.")
        #expect(try await desk.items(run.id, .unchanged).map(\.record) == already.map(\.reference))
        #expect(try await desk.boardsUp() == 67)
        #expect(try await desk.world.events(BulkRunStarted.self).map(\.total) == [70])
        #expect(try await desk.world.events(BulkRunEnded.self).map(\.counts.done) == [60])
        #expect(try await desk.world.verify() == [])
    }

    @Test(arguments: Engine.available) func undoRestoresWhatTheRunChanged(_ engine: Engine) async throws {
        let desk = try await Desk.opened(engine)
        let down = try await desk.boards(55)
        let up = try await desk.boards(5, up: true)
        let run = try await desk.start("boards.put_up", down + up, input: ["by": "Ada"])
        let early = await desk.world.refusal {
            _ = try await desk.act("bulk_runs.undo", ["bulk_run": .string("\(run.id)")])
        }
        #expect(early?.code == "bulk_runs.not_undoable")
        try await desk.work()
        #expect(try await desk.boardsUp() == 60)
        let undo = try await desk.world.perform(UndoBulkRun(bulkRun: run.id), as: desk.owner)
        #expect(undo.action == "boards.take_down" && undo.total == 55 && undo.undoes == run.id)
        try await desk.work()
        #expect(try await desk.boardsUp() == 5)
        #expect(try await desk.run(undo.id).done == 55)
        #expect(try await desk.run(run.id).undoneBy == undo.id)
        let again = await desk.world.refusal {
            _ = try await desk.world.perform(UndoBulkRun(bulkRun: run.id), as: desk.owner)
        }
        #expect(again?.code == "bulk_runs.not_undoable")
        // What was taken back can be done again.
        let redo = try await desk.world.perform(UndoBulkRun(bulkRun: undo.id), as: desk.owner)
        #expect(redo.action == "boards.put_up")
        #expect(redo.input == JSON.object(JSONObject()))
        try await desk.work()
        #expect(try await desk.boardsUp() == 60)
        #expect(try await desk.world.verify() == [])
    }

    @Test(arguments: Engine.available) func aKilledRunLosesNothingAndRepeatsNothing(_ engine: Engine) async throws {
        let desk = try await Desk.opened(engine)
        let boards = try await desk.boards(170)
        let run = try await desk.start("boards.put_up", boards)
        #expect(try await BulkWork.advance(desk.world.installation, in: desk.world.shop.tenant))
        #expect(try await desk.run(run.id).done == 50)
        // A portion that dies after its last statement: nothing of it has happened.
        struct Killed: Error {}
        let id = run.id
        let dead: Void? = try? await desk.world.installation.runner.batch(as: desk.world.invocation(as: desk.owner)) {
            batch in
            _ = try Portion(run: id, batch: batch).perform()
            throw Killed()
        }
        #expect(dead == nil)
        #expect(try await desk.run(run.id).done == 50)
        #expect(try await desk.boardsUp() == 50)
        #expect(try await desk.world.verify() == [])
        // Two servers go on together.
        async let one: Void = desk.work()
        async let two: Void = desk.work()
        _ = try await (one, two)
        try await desk.work()
        let done = try await desk.run(run.id)
        #expect(done.state == .finished && done.done == 170 && done.unchanged == 0 && done.refused == 0)
        #expect(try await desk.boardsUp() == 170)
        #expect(try await desk.world.audits("boards.put_up") == 170)
        #expect(try await desk.world.verify() == [])
    }

    @Test(arguments: Engine.available) func itRunsWithTheRightsTheAskerHasNow(_ engine: Engine) async throws {
        let desk = try await Desk.opened(engine)
        let boards = try await desk.boards(60)
        let bob = try await desk.hire("bob", ["boards.put_up", "boards.read"])
        let refused = await desk.world.refusal { _ = try await desk.start("boards.take_down", boards, as: bob) }
        #expect(refused?.code == "forbidden")
        let run = try await desk.start("boards.put_up", boards, as: bob)
        #expect(try await BulkWork.advance(desk.world.installation, in: desk.world.shop.tenant))
        try await desk.fire(bob)
        try await desk.work()
        let stopped = try await desk.run(run.id)
        #expect(stopped.state == .stopped && stopped.done == 50 && stopped.waiting == 10)
        #expect(stopped.reason == "Who asked for it does not work here any more.")
        #expect(try await desk.boardsUp() == 50)
        let tenant = desk.world.shop.tenant
        let askers: [String] = try await desk.world.read { db in
            try db.rows(
                "SELECT DISTINCT principal FROM audit_entry WHERE tenant = \(tenant) AND action = 'boards.put_up'"
            ) { row in try row.next() }
        }
        #expect(askers == [bob.principal])
        #expect(try await desk.world.verify() == [])
    }

    @Test(arguments: Engine.available) func whoLosesTheRightStopsTheRun(_ engine: Engine) async throws {
        let desk = try await Desk.opened(engine)
        let boards = try await desk.boards(60)
        let carol = try await desk.hire("carol", ["boards.put_up"])
        let run = try await desk.start("boards.put_up", boards, as: carol)
        let roles = try await desk.world.fetch(ListRolesProbe(), as: desk.owner)
        try await desk.act("roles.update", ["role": .string(roles), "permissions": ["boards.read"]])
        try await desk.work()
        let stopped = try await desk.run(run.id)
        #expect(stopped.state == .stopped && stopped.done == 0)
        #expect(stopped.reason == "Who asked for it may not perform the action any more.")
    }

    @Test(arguments: Engine.available) func whatAPolicyHoldsWaitsForEachRecord(_ engine: Engine) async throws {
        let desk = try await Desk.opened(engine)
        let boards = try await desk.boards(3, up: true)
        try await desk.act("settings.set", ["key": "approvals.required_actions", "value": ["boards.take_down"]])
        let run = try await desk.start("boards.take_down", boards)
        try await desk.work()
        let done = try await desk.run(run.id)
        #expect(done.state == .finished && done.held == 3 && !done.canUndo)
        #expect(try await desk.boardsUp() == 3)
        let approval = try #require(try await desk.items(run.id, .held).first?.approval)
        let dora = try await desk.hire("dora", ["approvals.decide", "boards.take_down"])
        try await desk.act("approvals.approve", ["approval": .string("\(approval)")], as: dora)
        #expect(try await desk.boardsUp() == 2)
        #expect(try await desk.world.verify() == [])
    }

    @Test(arguments: Engine.available) func aCancelledRunLeavesTheRestAlone(_ engine: Engine) async throws {
        let desk = try await Desk.opened(engine)
        let run = try await desk.start("boards.put_up", try await desk.boards(60))
        #expect(try await BulkWork.advance(desk.world.installation, in: desk.world.shop.tenant))
        let cancelled = try await desk.world.perform(CancelBulkRun(bulkRun: run.id), as: desk.owner)
        #expect(cancelled.state == .cancelled && cancelled.waiting == 10 && cancelled.canUndo)
        #expect(try await desk.world.installation.work() == 0)
        #expect(try await desk.boardsUp() == 50)
        let again = await desk.world.refusal {
            _ = try await desk.world.perform(CancelBulkRun(bulkRun: run.id), as: desk.owner)
        }
        #expect(again?.code == "invalid_transition")
        try await desk.world.perform(UndoBulkRun(bulkRun: run.id), as: desk.owner)
        try await desk.work()
        #expect(try await desk.boardsUp() == 0)
        #expect(try await desk.world.verify() == [])
    }

    @Test func whatCannotBeDoneInBulkIsRefusedAtOnce() async throws {
        let desk = try await Desk.opened(.sqlite)
        let board = try await desk.boards(1)[0]
        func refusal(_ action: ActionName, _ records: [Reference], _ input: JSON? = nil) async -> Problem? {
            await desk.world.refusal {
                _ = try await desk.world.perform(
                    StartBulkRun(action: action, input: input, records: records), as: desk.owner)
            }
        }
        let reference = board.reference
        #expect(await refusal("boards.none", [reference])?.code == "bulk_runs.unknown_action")
        #expect(await refusal("boards.create", [reference])?.code == "bulk_runs.not_in_bulk")
        #expect(await refusal("boards.paint", [reference], ["colour": "red"])?.code == "bulk_runs.not_in_bulk")
        #expect(await refusal("boards.put_up", [])?.errors.map(\.code) == ["out_of_range"])
        #expect(await refusal("boards.put_up", [reference, reference])?.errors.map(\.code) == ["repeated"])
        let other = Reference(kind: "ord", raw: board.raw)
        #expect(await refusal("boards.put_up", [reference, other])?.errors.map(\.field) == ["records[1]"])
        #expect(
            await refusal("boards.put_up", [reference], ["board": .string("\(board)")])?.errors.map(\.field) == [
                "input"
            ])
        #expect(await refusal("boards.put_up", [reference], "text")?.errors.map(\.field) == ["input"])
        #expect(await refusal("boards.put_up", [reference], ["colour": "red"])?.code == "validation_failed")
        for _ in 0..<WorkspacePolicy.openRunLimit { _ = try await desk.start("boards.put_up", [board]) }
        #expect(await refusal("boards.put_up", [reference])?.code == "bulk_runs.too_many_open")
    }

    @Test(arguments: Engine.available) func runsAreSeenByTheirAskerAndByThoseWhoOversee(_ engine: Engine) async throws {
        let desk = try await Desk.opened(engine)
        let boards = try await desk.boards(1)
        let bob = try await desk.hire("bob", ["boards.put_up"])
        let eve = try await desk.hire("eve", ["boards.put_up"])
        let run = try await desk.start("boards.put_up", boards, as: bob)
        #expect(try await desk.world.fetch(ListBulkRuns(), as: bob).data.map(\.id) == [run.id])
        #expect(try await desk.world.fetch(ListBulkRuns(), as: eve).data.isEmpty)
        #expect(try await desk.world.fetch(ListBulkRuns(everyone: true), as: desk.owner).data.map(\.id) == [run.id])
        #expect(await desk.world.refusal { _ = try await desk.run(run.id, as: eve) }?.kind == .notFound)
        let all = await desk.world.refusal { _ = try await desk.world.fetch(ListBulkRuns(everyone: true), as: eve) }
        #expect(all?.kind == .forbidden)
        let cancel = await desk.world.refusal { try await desk.world.perform(CancelBulkRun(bulkRun: run.id), as: eve) }
        #expect(cancel?.kind == .notFound)
    }

    @Test(arguments: Engine.available) func shopsTakeTurnsAndTellTheirRunsApart(_ engine: Engine) async throws {
        let desk = try await Desk.opened(engine)
        let other = try await desk.world.anotherShop()
        let system = Caller.system("test")
        let mine = try await desk.boards(120)
        let board = try await desk.world.perform(MakeBoard(title: "theirs", isUp: false), as: system, in: other)
        let large = try await desk.start("boards.put_up", mine)
        let small = try await desk.world.perform(
            StartBulkRun(action: "boards.put_up", input: nil, records: [board.id.reference]), as: system, in: other)
        #expect(try await desk.world.installation.work(atMost: 2) == 2)
        #expect(try await desk.run(large.id).done == 50)
        #expect(try await desk.world.fetch(GetBulkRun(bulkRun: small.id), as: system, in: other).state == .finished)
        #expect(await desk.world.refusal { _ = try await desk.run(small.id) }?.kind == .notFound)
    }
}

/// The id of the only role.
struct ListRolesProbe: Query {
    static let name: QueryName = "roles.probe"
    static let permission: Permission = "roles.read"
    static let summary = "The id of the only role."
    func fetch(in db: Reader) throws -> String {
        let id: ID<Role>? = try db.scalar("SELECT id FROM role WHERE tenant = \(db.tenant) LIMIT 1")
        return id?.description ?? ""
    }
}
