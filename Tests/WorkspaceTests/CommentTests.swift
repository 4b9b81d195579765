import Kernel
import Platform
import PlatformFixtures
import Store
import StoreFixtures
import Testing

@testable import Platform
@testable import Workspace

@Suite struct CommentTests {
    @Test(arguments: Engine.available) func commentsStandInTheTimeline(_ engine: Engine) async throws {
        let desk = try await Desk.opened(engine)
        let bob = try await desk.hire("bob", ["boards.read"])
        let board = try await desk.boards(1)[0]
        desk.world.clock.advance(by: .minutes(1))
        let comment = try await desk.world.perform(
            AddComment(record: board.reference, text: " Hangs\u{202E} low.\r\n\r\n\r\nFix it. "), as: bob)
        #expect(comment.text == "Hangs low.\n\nFix it.")
        desk.world.clock.advance(by: .minutes(1))
        try await desk.world.perform(PutUpBoard(board: board), as: desk.owner)
        let timeline = try await desk.world.fetch(RecordTimeline(record: board.reference), as: bob)
        #expect(timeline.data.map(\.action) == ["boards.put_up", "comments.add", "boards.create"])
        #expect(timeline.data[1].events.map(\.name) == ["comments.added.v1"])
        #expect(timeline.data[1].events[0].payload["text"]?.string == comment.text)
        #expect(timeline.data[1].principal == bob.principal && timeline.data[1].role == "bob")
        let other = await desk.world.refusal {
            try await desk.world.perform(DeleteComment(comment: comment.id), as: desk.owner)
        }
        #expect(other?.code == "comments.not_yours")
        desk.world.clock.advance(by: .minutes(1))
        try await desk.world.perform(DeleteComment(comment: comment.id), as: bob)
        let after = try await desk.world.fetch(RecordTimeline(record: board.reference), as: bob)
        #expect(after.data.first?.events.map(\.name) == ["comments.deleted.v1"])
        #expect(try await desk.world.verify() == [])
    }

    @Test(arguments: Engine.available) func onlyWhatOneCanOpenIsCommentedOn(_ engine: Engine) async throws {
        let desk = try await Desk.opened(engine)
        let board = try await desk.boards(1)[0]
        let eve = try await desk.hire("eve", [])
        func refusal(_ record: Reference, _ text: String, _ caller: Caller) async -> Problem? {
            await desk.world.refusal {
                try await desk.world.perform(AddComment(record: record, text: text), as: caller)
            }
        }
        #expect(await refusal(board.reference, "Hello", eve)?.kind == .forbidden)
        let gone = Reference(kind: "brd", raw: desk.world.installation.ids.next())
        #expect(await refusal(gone, "Hello", desk.owner)?.kind == .notFound)
        #expect(await refusal(Reference(kind: "svw", raw: board.raw), "Hello", desk.owner)?.kind == .notFound)
        #expect(await refusal(board.reference, " \n ", desk.owner)?.field == "text")
        let long = String(repeating: "x", count: WorkspacePolicy.commentLimit + 1)
        #expect(await refusal(board.reference, long, desk.owner)?.field == "text")
        let timeline = await desk.world.refusal {
            _ = try await desk.world.fetch(RecordTimeline(record: board.reference), as: eve)
        }
        #expect(timeline?.kind == .forbidden)
    }
}
