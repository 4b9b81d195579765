import Foundation
import Kernel

/// Cuts the power, again and again.
struct Campaign {
    let seed: UInt64
    let seconds: Double
    let plant: Plant?
    private let life: Folder
    private let after: Folder
    private let found: Folder
    private let clock = ContinuousClock()
    private let start = ContinuousClock().now
    private var told = ContinuousClock().now
    private var cuts = 0
    private var lives = 0
    private var acknowledged = 0
    private var cutsInside = 0
    private var dice: Dice

    /// After how many bytes a shop is left and a new one made.
    private static let largest = 10 << 20
    private static let cutsPerLife = 60

    init(seed: UInt64, seconds: Double, folder: String, plant: Plant?) throws {
        self.seed = seed
        self.seconds = seconds
        self.plant = plant
        life = try Folder("\(folder)/life")
        after = try Folder("\(folder)/after")
        found = try Folder("\(folder)/found")
        dice = Dice(seed)
    }

    private var elapsed: Double {
        let (seconds, attoseconds) = (clock.now - start).components
        return Double(seconds) + Double(attoseconds) / 1e18
    }

    /// Until the time is over. Throws what was found.
    mutating func run() async throws {
        var beginning = Beginning()
        while elapsed < seconds {
            lives += 1
            let life = try await Life.live(lives, from: beginning, in: life, seed: seed, plant: plant)
            acknowledged += life.asks.count { ask in ask.answer != nil }
            let next = try await cutThrough(life)
            let size = next.image.values.reduce(0) { sum, file in sum + file.count }
            beginning = size > Self.largest ? Beginning() : next
        }
        say()
    }

    /// A line, at once: whoever reads it waits for it.
    static func say(_ line: String) { FileHandle.standardOutput.write(Data((line + "\n").utf8)) }

    private func say() {
        Self.say(
            "count\t\(cuts)\t\(lives) lives of a shop, \(acknowledged) writes acknowledged, "
                + "\(cutsInside) cuts with writes under way")
    }

    /// Cuts the power at some moments of a life, one after the other, and looks at each disk. One of them is where the
    /// next life begins.
    private mutating func cutThrough(_ life: Life) async throws -> Beginning {
        let moments = life.moments(Self.cutsPerLife, &dice)
        let chosen = dice.below(moments.count)
        var next = Beginning()
        // A shop is made before anything is planted.
        let plant = life.beginning.goods == nil ? nil : plant
        var disk = Disk(life.beginning.image)
        var done = 0
        for (index, moment) in moments.enumerated() {
            while done < moment {
                let deed = life.recording.deeds[done]
                disk.perform(deed, life.recording.bytes, lies: plant?.lies(about: deed) ?? false)
                done += 1
            }
            let cut = PowerCut(moment: moment, &dice)
            let (image, books) = try await look(life, disk, cut)
            if index == chosen, life.beginning.goods != nil {
                next = Beginning(image: image, goods: life.goods, known: books.answers, now: life.end)
            }
            if clock.now - told > .seconds(2) {
                told = clock.now
                say()
            }
            if elapsed >= seconds { return next }
        }
        return life.beginning.goods == nil ? try await whole(life, disk, from: done) : next
    }

    /// The disk at the end of the life in which a shop is made.
    private mutating func whole(_ life: Life, _ disk: Disk, from done: Int) async throws -> Beginning {
        var disk = disk
        for deed in life.recording.deeds[done...] { disk.perform(deed, life.recording.bytes) }
        let image = disk.afterPowerCut(.nothing, sector: 512, life.recording.bytes, &dice)
        return Beginning(image: image, goods: life.goods, known: [:], now: life.end)
    }

    /// One power cut, and what is on the disk after it.
    private mutating func look(_ life: Life, _ disk: Disk, _ cut: PowerCut) async throws -> (Image, Books) {
        var disk = disk
        if cut.isUnderWay, cut.moment < life.recording.deeds.count {
            let deed = life.recording.deeds[cut.moment]
            if deed.kind != .sync { disk.perform(deed, life.recording.bytes, lies: true) }
        }
        let image = disk.afterPowerCut(cut.loss, sector: cut.sector, life.recording.bytes, &dice)
        try after.fill(with: image)
        let expected = Expectation(known: life.beginning.known, life.asks, at: cut.moment)
        if !expected.open.isEmpty { cutsInside += 1 }
        let inspection = Inspection(folder: after.path, now: life.end, seed: dice.next())
        do {
            let books: Books
            if life.beginning.goods == nil {
                books = try await inspection.goOnMaking()
            } else {
                books = try await inspection.run(expected, asksAgain: cuts.isMultiple(of: 4))
            }
            cuts += 1
            return (image, books)
        } catch {
            try found.fill(with: image)
            throw Finding("\(error)\n\(cut.description(in: life))")
        }
    }
}

/// How the power goes.
struct PowerCut {
    /// After how many deeds of a life.
    let moment: Int
    let loss: Loss
    /// How many bytes the disk writes as one.
    let sector: Int
    /// Whether the next deed had begun.
    let isUnderWay: Bool

    init(moment: Int, _ dice: inout Dice) {
        self.moment = moment
        loss = dice.one(of: Loss.allCases) ?? .everything
        sector = dice.one(of: [512, 4096]) ?? 512
        isUnderWay = dice.below(2) == 0
    }

    /// What had been done shortly before.
    func description(in life: Life) -> String {
        let deeds = life.recording.deeds[max(0, moment - 12)..<moment].map { deed in
            "    \(deed.kind) \(deed.file) \(deed.offset) \(deed.bytes.count)"
        }
        let before = deeds.joined(separator: "\n")
        return """
            in life \(life.number) after \(moment) of \(life.recording.deeds.count) deeds, lost: \(loss), sectors of \
            \(sector) bytes\(isUnderWay ? ", the next deed under way" : ""); before it:
            \(before)
            """
    }
}

@main
enum Power {
    /// `power --seconds N --seed N --folder DIR [--plant off|lie|checkpoint]`. Tells how far it is in lines
    /// `count TAB n TAB remark`, and ends with 1 and a line `found TAB …` when something does not hold.
    static func main() async {
        var options: [String: String] = [:]
        let words = CommandLine.arguments.dropFirst()
        for (name, value) in zip(words, words.dropFirst()) where name.hasPrefix("--") { options[name] = value }
        do {
            try DiskLog.install()
            var campaign = try Campaign(
                seed: options["--seed"].flatMap(UInt64.init) ?? 1,
                seconds: options["--seconds"].flatMap(Double.init) ?? 10,
                folder: options["--folder"] ?? NSTemporaryDirectory() + "martlet-power",
                plant: options["--plant"].flatMap(Plant.init))
            try await campaign.run()
        } catch {
            Campaign.say("found\t\(error)")
            exit(1)
        }
    }
}
