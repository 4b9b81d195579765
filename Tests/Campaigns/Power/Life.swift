import Foundation
import Kernel
import Store

/// Faults that a campaign can plant in itself, which it must find.
enum Plant: String, CaseIterable {
    /// The shop does not wait for the disk.
    case off
    /// The disk says that it has what it has not.
    case lie
    /// The disk says so only of the write-ahead log.
    case log
    /// The disk says so only of the database itself, whose write-ahead log is then overwritten.
    case checkpoint

    func lies(about deed: DiskDeed) -> Bool {
        switch self {
        case .off: false
        case .lie: true
        case .log: deed.file == "martlet.db-wal"
        case .checkpoint: deed.file == "martlet.db"
        }
    }
}

/// What the shop was when a life of it begins.
struct Beginning: Sendable {
    var image: Image = [:]
    var goods: Goods?
    /// Every key and its answer.
    var known: [String: String] = [:]
    var now = Instant.seconds(1_772_442_000)
}

/// One life of the shop: from where it begins until it is closed in order, with everything that was done to the disk.
struct Life {
    let number: Int
    let beginning: Beginning
    let goods: Goods
    let recording: Recording
    let asks: [Ask]
    /// When it ended.
    let end: Instant

    /// Lives it, in an empty folder. The first life of a shop is that in which it is made.
    static func live(_ number: Int, from beginning: Beginning, in folder: Folder, seed: UInt64, plant: Plant?)
        async throws -> Life
    {
        try folder.fill(with: beginning.image)
        let ledger = Ledger()
        var dice = Dice(seed &+ UInt64(number) &* 7919)
        DiskLog.begin(in: folder.path)
        let shop = try Shop.open(
            in: folder.path, at: beginning.now, seed: dice.next(),
            synchronous: plant == .off && beginning.goods != nil ? .off : .full)
        let goods: Goods
        do {
            if let furnished = beginning.goods {
                goods = furnished
                try await work(number, goods, shop, ledger, &dice)
            } else {
                goods = try await Goods.furnish(shop)
            }
        } catch {
            await shop.close()
            _ = DiskLog.end()
            throw Finding("life \(number) did not go well: \(error)")
        }
        await shop.close()
        let recording = DiskLog.end()
        guard plant == .off || recording.deeds.contains(where: { deed in deed.kind == .sync }) else {
            throw Finding("nothing was heard of the disk")
        }
        return Life(
            number: number, beginning: beginning, goods: goods, recording: recording, asks: ledger.all,
            end: shop.clock.now)
    }

    /// A day's work: clients beside each other, and the server's own beside them.
    private static func work(_ number: Int, _ goods: Goods, _ shop: Shop, _ ledger: Ledger, _ dice: inout Dice)
        async throws
    {
        let count = dice.number(6...45)
        let seeds = (0..<8).map { _ in dice.next() }
        let imports = dice.below(3) == 0
        try await withThrowingTaskGroup(of: Void.self) { group in
            for (index, seed) in seeds.enumerated() {
                group.addTask {
                    var client = Client("L\(number)-C\(index)", goods, seed: seed)
                    try await client.trade(count, with: shop, ledger)
                }
            }
            group.addTask {
                try await Housekeeping.run(count / 4, "L\(number)", importing: imports, with: shop, ledger)
            }
            try await group.waitForAll()
        }
    }

    /// Moments at which the power could go, in order: anywhere, around syncs, while the log is copied into the
    /// database, and soon after the start, when the last power cut is still being mended.
    func moments(_ count: Int, _ dice: inout Dice) -> [Int] {
        let deeds = recording.deeds
        let syncs = deeds.indices.filter { index in deeds[index].kind == .sync }
        let copies = deeds.indices.filter { index in deeds[index].file == "martlet.db" }
        var moments: [Int] = []
        for _ in 0..<count {
            switch dice.below(8) {
            case 0...2: moments.append(dice.below(deeds.count + 1))
            case 3...4: moments.append((dice.one(of: syncs) ?? 0) + dice.number(-1...2))
            case 5...6: moments.append((dice.one(of: copies) ?? 0) + dice.number(-1...2))
            case _: moments.append(dice.below(deeds.count / 20 + 2))
            }
        }
        return moments.map { moment in min(max(moment, 0), deeds.count) }.sorted()
    }
}

/// A folder of the campaign.
struct Folder: Sendable {
    let path: String

    /// An empty one.
    init(_ path: String) throws {
        self.path = path
        try fill(with: [:])
    }

    /// Leaves these files in it and no others.
    func fill(with image: Image) throws {
        try? FileManager.default.removeItem(atPath: path)
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        for (name, content) in image {
            try Data(content).write(to: URL(fileURLWithPath: "\(path)/\(name)"))
        }
    }
}
