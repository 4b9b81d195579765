import Foundation
import Kernel
import Store
import StoreFixtures
import Testing

@Suite struct CheckpointTests {
    private func size(_ path: String) throws -> Int {
        try FileManager.default.attributesOfItem(atPath: path)[.size] as? Int ?? 0
    }

    private func write(_ megabytes: Int, from first: UInt64, to store: Store) async throws {
        for number in first..<(first + UInt64(megabytes)) {
            try await store.write { (db: Connection) throws -> Void in
                let bytes = [UInt8](repeating: UInt8(number % 251), count: 1 << 20)
                try db.execute(
                    """
                    INSERT INTO item (tenant, id, name, amount_minor, payload)
                    VALUES (1, \(Sample.id(number)), \("n\(number)"), 1, \(bytes))
                    """)
            }
        }
    }

    /// While commits go on, and while the store is open: the log does not grow with what is written.
    @Test func theLogIsBroughtIntoTheFileBesideTheCommits() async throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("checkpoint-\(UUID())")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let path = folder.appendingPathComponent("m.db").path
        let store = try Store.open("sqlite:\(path)", options: StoreOptions(synchronous: .off))
        try await Migrator([Sample.migration]).up(store)
        var written: UInt64 = 0
        let end = Date().addingTimeInterval(240)
        // As soon as the file holds more than is worth one pass, the log has begun anew.
        while try size(path) < 24 << 20, Date() < end {
            try await write(4, from: written, to: store)
            written += 4
        }
        #expect(try size(path) >= 24 << 20)
        #expect(try size("\(path)-wal") < 300 << 20)
        await store.close()
        let again = try Store.open("sqlite:\(path)")
        let count = try await again.read { (db: Connection) throws -> Int in try db.itemCount() }
        #expect(count == Int(written))
        await again.close()
    }
}
