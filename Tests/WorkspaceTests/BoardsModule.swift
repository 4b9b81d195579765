import Kernel
import Platform
import Store

/// A small module for these tests: boards that are put up and taken down.
struct Board: Record {
    static let idPrefix = "brd"
    static let table = Table("board", "title, is_up")
    let id: ID<Board>
    var version: Int
    let title: String
    var isUp: Bool

    init(id: ID<Board>, title: String, isUp: Bool) {
        self.id = id
        version = 1
        self.title = title
        self.isUp = isUp
    }

    init(row: inout Row) throws {
        id = try row.next()
        version = try row.next()
        title = try row.next()
        isUp = try row.next()
    }

    func bind(_ values: inout Binder) {
        values.add(title)
        values.add(isUp)
    }

    mutating func put(up: Bool, in tx: Transaction) throws {
        if title == "stuck" {
            throw Problem(.conflict, "boards.stuck", "This board is stuck.", detail: "It was glued.")
        }
        if isUp == up { return }
        isUp = up
        try tx.save(&self)
    }
}

struct MakeBoard: Action {
    static let name: ActionName = "boards.create"
    static let permission: Permission = "boards.create"
    static let summary = "Makes a board."
    static let route = ActionRoute.create
    var title: String
    var isUp: Bool
    func perform(in tx: Transaction) throws -> Board {
        let board = Board(id: tx.newID(), title: title, isUp: isUp)
        try tx.insert(board)
        return board
    }
}

struct PutUpBoard: Action {
    static let name: ActionName = "boards.put_up"
    static let permission: Permission = "boards.put_up"
    static let summary = "Puts a board up."
    static let inverse: ActionName? = "boards.take_down"
    var board: ID<Board>
    var by: String?
    func perform(in tx: Transaction) throws -> Board {
        var record = try tx.find(board)
        try record.put(up: true, in: tx)
        return record
    }
}

struct TakeDownBoard: Action {
    static let name: ActionName = "boards.take_down"
    static let permission: Permission = "boards.take_down"
    static let summary = "Takes a board down."
    static let inverse: ActionName? = "boards.put_up"
    static let approval = ApprovalRule.byPolicy
    var board: ID<Board>
    func perform(in tx: Transaction) throws -> Board {
        var record = try tx.find(board)
        try record.put(up: false, in: tx)
        return record
    }
}

struct PaintBoard: Action {
    static let name: ActionName = "boards.paint"
    static let permission: Permission = "boards.paint"
    static let summary = "Paints a board with a secret colour."
    static let redacted: Set<String> = ["colour"]
    var board: ID<Board>
    var colour: String
    func perform(in tx: Transaction) throws -> Board { try tx.find(board) }
}

struct GetBoard: Query {
    static let name: QueryName = "boards.get"
    static let permission: Permission = "boards.read"
    static let summary = "One board."
    var board: ID<Board>
    func fetch(in db: Reader) throws -> Board { try db.find(board) }
}

struct ListBoards: ListQuery {
    static let name: QueryName = "boards.list"
    static let permission: Permission = "boards.read"
    static let summary = "Boards."
    var limit: Int?
    var after: String?
    func fetch(in db: Reader) throws -> Page<Board> {
        try db.page(
            Board.table.columns, from: Board.table.sql, where: ["tenant = \(db.tenant)"], order: .ascending("id"),
            limit: limit, after: after
        ) { row in try Board(row: &row) }
    }
}

enum BoardsModule {
    static let module = Module(
        name: "boards", summary: "Boards for tests.",
        migrations: [
            Migration(
                id: "boards.001", summary: "Boards",
                up: [
                    """
                    CREATE TABLE board (tenant @int NOT NULL, id @id NOT NULL, version @int NOT NULL, title @text NOT NULL,
                        is_up @int NOT NULL, PRIMARY KEY (tenant, id)) @strict
                    """
                ], down: ["DROP TABLE board"])
        ],
        resources: [Resource("boards", of: Board.self, singular: "board")],
        actions: [MakeBoard.self, PutUpBoard.self, TakeDownBoard.self, PaintBoard.self],
        queries: [GetBoard.self, ListBoards.self])
}
