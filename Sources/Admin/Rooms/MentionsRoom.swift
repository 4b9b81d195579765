import Kernel
import Web

extension Room {
    /// Comments that name the reader; those not opened yet stand in the inbox too.
    static let mentions: Room = {
        var room = Room("mentions", in: .settings, icon: "mail")
        room.rank = 41
        room.columns = [
            .record("record", place: .title), .text("text", place: .second), .person("author"),
            .flag("read_at", on: "read", off: "unread", place: .state), .moment("created_at", place: .amount),
        ]
        room.views = [BuiltInView("unread", "is_read=false")]
        return room
    }()
}
