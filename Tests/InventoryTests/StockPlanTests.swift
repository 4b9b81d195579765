import Kernel
import Platform
import PlatformFixtures
import Store
import Testing

@testable import Inventory

/// The statements that run per document find their rows by an index, however long the shop's history is.
@Suite struct StockPlanTests {
    /// What SQLite intends to do.
    private func plan(_ sql: SQL, in room: StockRoom) async throws -> String {
        try await room.world.read { db in
            let steps = try db.rows("EXPLAIN QUERY PLAN \(sql)") { row -> String in try row[3] }
            return steps.joined(separator: "; ")
        }
    }

    @Test func documentsFindTheirReservationsAndMoves() async throws {
        let room = try await StockRoom.open(.sqlite)
        let order = StockRoom.order(1)
        let reservations: SQL = """
            SELECT id FROM reservation \(Reservation.byDocument)
            WHERE tenant = 1 AND state = 'active' AND \(Reservation.belong(to: order)) ORDER BY id
            """
        #expect(try await plan(reservations, in: room).contains("reservation_document (tenant=? AND document_id=?)"))
        let moves: SQL = """
            SELECT quantity FROM stock_move \(StockMove.byDocument)
            WHERE tenant = 1 AND document_id = \(order.raw) AND document_kind = \(order.kind) ORDER BY id DESC
            """
        #expect(try await plan(moves, in: room).contains("stock_move_document (tenant=? AND document_id=?)"))
    }

    @Test func listsOfRealStockWalkTheirOwnIndex() async throws {
        let room = try await StockRoom.open(.sqlite)
        let real: SQL = "from_place <> 'history' AND to_place <> 'history' ORDER BY at DESC, id DESC LIMIT 26"
        let all = try await plan("SELECT quantity FROM stock_move WHERE tenant = 1 AND \(real)", in: room)
        #expect(all.contains("stock_move_real (tenant=?)") && !all.contains("TEMP B-TREE"))
        let one = try await plan(
            "SELECT quantity FROM stock_move WHERE tenant = 1 AND variant_id = \(room.tea) AND \(real)", in: room)
        #expect(one.contains("stock_move_variant (tenant=? AND variant_id=?)") && !one.contains("TEMP B-TREE"))
    }
}
