import Kernel
import Testing

@testable import Store

@Suite struct SQLTests {
    @Test func interpolationBindsAndTellsPostgreSQLTheKind() {
        let text = "x'; DROP TABLE item; --"
        let sql: SQL = "SELECT * FROM item WHERE tenant = \(7) AND id = \(RawID(high: 1, low: 2)) AND name = \(text)"
        #expect(sql.values == [.int(7), .id(RawID(high: 1, low: 2)), .text(text)])
        #expect(SQL.render(sql.text, for: .sqlite) == "SELECT * FROM item WHERE tenant = ? AND id = ? AND name = ?")
        #expect(
            SQL.render(sql.text, for: .postgres)
                == "SELECT * FROM item WHERE tenant = $1::int8 AND id = $2::uuid AND name = $3")
    }

    @Test func piecesSpliceWithTheirParametersInOrder() {
        let filters: [SQL] = ["a = \(1)", "b = \("two")"]
        var sql: SQL = "SELECT \(SQL.raw("c, d")) FROM t WHERE \(filters.joined(separator: " AND "))"
        sql += " LIMIT \(3)" + SQL.empty
        #expect(SQL.render(sql.text, for: .sqlite) == "SELECT c, d FROM t WHERE a = ? AND b = ? LIMIT ?")
        #expect(sql.values == [.int(1), .text("two"), .int(3)])
        #expect(SQL.joined([], separator: " OR ").isEmpty)
    }

    @Test(arguments: [(1, 1), (2, 2), (3, 4), (5, 8), (64, 64), (65, 128)])
    func listsArePaddedToPowersOfTwo(count: Int, width: Int) {
        let sql: SQL = "\(list: Array(1...count))"
        #expect(sql.values.count == width)
        #expect(sql.values.last == .int(Int64(count)))
        #expect(
            SQL.render(sql.text, for: .sqlite) == "(" + Array(repeating: "?", count: width).joined(separator: ",") + ")"
        )
    }

    @Test func anEmptyListIsNull() {
        let sql: SQL = "\(list: [Int]())"
        #expect(sql.text == "(NULL)" && sql.values.isEmpty)
    }

    @Test func forksKeepOneSide() {
        let sql: SQL = "SELECT 1 \(sqlite: "", postgres: "FOR UPDATE SKIP LOCKED") -- \(5)"
        #expect(SQL.render(sql.text, for: .sqlite) == "SELECT 1  -- ?")
        #expect(SQL.render(sql.text, for: .postgres) == "SELECT 1 FOR UPDATE SKIP LOCKED -- $1::int8")
    }

    @Test func kindsComeFromTypesAlsoWhenAbsent() {
        let number: Int? = nil
        let sql: SQL = "\(number) \(true) \(Instant(microseconds: 9)) \(Double?.none) \([UInt8]())"
        #expect(SQL.render(sql.text, for: .postgres) == "$1::int8 $2::int8 $3::int8 $4::float8 $5::bytea")
        #expect(sql.values == [.null, .int(1), .int(9), .null, .blob([])])
    }

    enum Colour: String { case red, green }

    @Test func enumsNeedNoConformance() {
        let none: Colour? = nil
        let sql: SQL = "\(Colour.red) \(none) \(list: [Colour.red, .green])"
        #expect(sql.values == [.text("red"), .null, .text("red"), .text("green")])
    }

    @Test func everyMarkIsItsOwnKind() {
        for kind in DBKind.allCases {
            #expect(kind.mark.utf8.count == 1)
            #expect(kind.mark.utf8.first.flatMap(DBKind.init(mark:)) == kind)
        }
    }

    @Test func theCacheForgetsTheLeastRecentlyUsed() {
        var cache = StatementCache<Int>(capacity: 3)
        for number in 1...3 { #expect(cache.insert("\(number)", number) == nil) }
        #expect(cache.find("1") == 1)
        #expect(cache.insert("4", 4) == 2)
        #expect(cache.find("2") == nil)
        cache.remove("3")
        #expect(cache.insert("5", 5) == nil)
        #expect(cache.insert("6", 6) == 1)
        #expect(cache.count == 3 && cache.find("4") == 4 && cache.find("5") == 5 && cache.find("6") == 6)
    }

    @Test func aPieceOfADayHasNoValuesInItsErrors() {
        let error = DBError(.other, "m", sql: SQL.printable("SELECT  \u{1}\n FROM   t", for: .sqlite))
        #expect(error.sql == "SELECT ? FROM t")
    }
}
