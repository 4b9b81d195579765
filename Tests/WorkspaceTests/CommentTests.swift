import Identity
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

    @Test(arguments: Engine.available) func whoIsNamedFindsTheCommentUntilTheyHaveReadIt(_ engine: Engine) async throws
    {
        let desk = try await Desk.opened(engine)
        let bob = try await desk.hire("bob", ["boards.read"])
        let eve = try await desk.hire("eve", [])
        let board = try await desk.boards(1)[0]
        let comment = try await desk.world.perform(
            AddComment(record: board.reference, text: "@Ada and @bob, and @eve: @ada again"), as: bob)
        func mentions(_ caller: Caller, isRead: Bool? = nil) async throws -> [MentionView] {
            try await desk.world.fetch(ListMentions(isRead: isRead), as: caller).data
        }
        #expect(try await mentions(bob).isEmpty, "nobody tells themselves")
        #expect(try await mentions(eve).map(\.text) == [nil], "what it says is for those who may open the record")
        let own = try await mentions(desk.owner)
        #expect(own.map(\.text) == [comment.text] && own.map(\.record) == [board.reference])
        #expect(own.map(\.author) == [bob.principal])
        let timeline = try await desk.world.fetch(RecordTimeline(record: board.reference), as: bob)
        let named = timeline.data[0].events[0].payload["mentions"]?.array ?? []
        #expect(named.map { $0["written"]?.string } == ["@Ada", "@bob", "@eve"])
        let id = try #require(own.first?.id)
        let foreign = await desk.world.refusal {
            try await desk.world.perform(ReadMention(mention: id), as: bob)
        }
        #expect(foreign?.kind == .notFound)
        let read = try await desk.world.perform(ReadMention(mention: id), as: desk.owner)
        #expect(read.readAt != nil)
        desk.world.clock.advance(by: .minutes(1))
        let again = try await desk.world.perform(ReadMention(mention: id), as: desk.owner)
        #expect(again.readAt == read.readAt && again.version == read.version, "once is enough")
        #expect(try await mentions(desk.owner, isRead: false).isEmpty)
        #expect(try await mentions(desk.owner, isRead: true).count == 1)
        try await desk.world.perform(DeleteComment(comment: comment.id), as: bob)
        #expect(try await mentions(desk.owner).isEmpty, "they go with the comment")
        #expect(try await mentions(eve).isEmpty)
        #expect(try await desk.world.verify() == [])
    }

    @Test func namesAreFoundAsPeopleWriteThem() {
        let team = [
            Colleague(principal: "u1", name: "Grace Hopper", email: "grace@example.org"),
            Colleague(principal: "u2", name: "Grace Kelly", email: "kelly@example.org"),
            Colleague(principal: "u3", name: "José", email: nil),
            Colleague(principal: "u4", name: "Jo", email: "jo@example.org"),
        ]
        func named(_ text: String) -> [String] {
            MentionText.people(in: text, of: team).map { "\($0.person) \($0.written)" }
        }
        #expect(named("@Grace Hopper, look") == ["u1 @Grace Hopper"])
        #expect(named("@grace kelly") == ["u2 @grace kelly"])
        #expect(named("Ask @kelly.") == ["u2 @kelly"], "the beginning of an address")
        #expect(named("@Grace").isEmpty, "two are called so")
        #expect(named("@jose @José @JO!") == ["u3 @jose", "u4 @JO"], "each once")
        #expect(named("@Joan @Jo_1 jo@example.org mail@jo").isEmpty, "parts of words are no names")
        #expect(named("(@Jo)@Jo") == ["u4 @Jo"])
        #expect(named("@ @@ @").isEmpty)
    }
}
