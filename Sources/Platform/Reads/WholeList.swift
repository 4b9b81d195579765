import Kernel
import Store

extension Page {
    /// A page of a list that is there already, in its order, told apart by `place`.
    init(
        _ all: [Item], limit: Int?, after: String?, withCursors: Bool, place: (Item) -> [DBValue]
    ) throws {
        let size = try Reader.pageSize(limit)
        var check = Validation()
        let from = after.flatMap { Cursor.decode($0) }
        check.check(after == nil || from != nil, "after", "bad_cursor", "This is not a cursor that a page gave.")
        try check.finish()
        let known = from.flatMap { from in all.firstIndex { place($0) == from.values } }
        let start: Int
        let end: Int
        if let known, from?.isBackward == true {
            (start, end) = (max(0, known - size), known)
        } else {
            start = known.map { $0 + 1 } ?? 0
            end = min(all.count, start + size)
        }
        let rows = Array(all[start..<max(start, end)])
        self.init(
            data: rows, hasMore: end < all.count,
            next: end < all.count ? rows.last.map { Cursor.encode(place($0)) } : nil,
            previous: start > 0 ? rows.first.map { Cursor.encode(place($0), isBackward: true) } : nil,
            cursors: withCursors ? rows.map { Cursor.encode(place($0)) } : nil)
    }
}
