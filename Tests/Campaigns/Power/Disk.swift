import Kernel

/// What lies in the files of a folder.
typealias Image = [String: [UInt8]]

/// A disk as the power would leave it. What is done to a file is in the computer's memory until the file is synced;
/// then the disk has it, and the file's name with it.
struct Disk {
    fileprivate enum Change {
        case create
        case write(offset: Int, bytes: Range<Int>)
        case cut(size: Int)
        case delete
    }

    fileprivate struct File {
        /// What the disk has for certain; nil when it has no such file.
        var content: [UInt8]?
        /// What it may have.
        var pending: [Change] = []
    }

    private var files: [String: File]

    init(_ image: Image) {
        files = image.mapValues { content in File(content: content) }
    }

    /// Does what was done. A disk that lies does not keep what it is told to sync.
    mutating func perform(_ deed: DiskDeed, _ bytes: [UInt8], lies: Bool = false) {
        var file = files.removeValue(forKey: deed.file) ?? File()
        switch deed.kind {
        case .create: file.pending.append(.create)
        case .write: file.pending.append(.write(offset: deed.offset, bytes: deed.bytes))
        case .cut: file.pending.append(.cut(size: deed.offset))
        case .delete:
            file.pending.append(.delete)
            if deed.offset == 1, !lies { file.settle(bytes) }
        case .sync:
            if !lies { file.settle(bytes) }
        }
        files[deed.file] = file
    }

    /// What is found when the power is back.
    func afterPowerCut(_ loss: Loss, sector: Int, _ bytes: [UInt8], _ dice: inout Dice) -> Image {
        var image: Image = [:]
        for name in files.keys.sorted() {
            guard let file = files[name] else { continue }
            image[name] = file.afterPowerCut(loss, sector: sector, bytes, &dice)
        }
        return image
    }
}

/// What becomes of what was not synced.
enum Loss: CaseIterable {
    /// All of it is lost.
    case everything
    /// None of it is: the process was killed and the computer lived on.
    case nothing
    /// What came after some moment is lost, and the write of that moment is torn.
    case tail
    /// Sectors here and there are lost: most of them, half, a few.
    case most, half, few
    /// As before, and some that are lost hold rubbish.
    case garbled

    /// How many of a hundred sectors are kept.
    fileprivate var kept: Int {
        switch self {
        case .everything: 0
        case .nothing, .tail: 100
        case .most: 10
        case .half, .garbled: 50
        case .few: 90
        }
    }
}

extension Disk.File {
    /// The disk has everything that was done.
    fileprivate mutating func settle(_ bytes: [UInt8]) {
        for change in pending {
            switch change {
            case .create: content = content ?? []
            case .write(let offset, let range): Self.write(bytes[range], at: offset, of: &content)
            case .cut(let size): Self.resize(&content, to: size)
            case .delete: content = nil
            }
        }
        pending = []
    }

    fileprivate func afterPowerCut(_ loss: Loss, sector: Int, _ bytes: [UInt8], _ dice: inout Dice) -> [UInt8]? {
        var found = content
        let last = loss == .tail ? dice.below(pending.count + 1) : pending.count
        for (index, change) in pending.prefix(last + 1).enumerated() {
            let isTorn = index == last
            switch change {
            // A name that is not there, or still leads to the file that was deleted, leads nowhere else.
            case .create, .delete:
                guard !isTorn, dice.below(100) < loss.kept else { return found }
                if case .delete = change { found = nil } else { found = found ?? [] }
            case .cut(let size):
                if !isTorn, dice.below(100) < loss.kept { Self.resize(&found, to: size) }
            case .write(let offset, let range):
                guard found != nil else { continue }
                if isTorn {
                    let whole = Self.sectors(offset..<(offset + range.count), sector)
                    let kept = whole.prefix(dice.below(whole.count + 1))
                    for part in kept { Self.write(part, bytes[range], at: offset, of: &found) }
                } else {
                    Self.scatter(loss, sector, bytes[range], at: offset, of: &found, &dice)
                }
            }
        }
        return found
    }

    /// Writes some of the sectors.
    private static func scatter(
        _ loss: Loss, _ sector: Int, _ bytes: ArraySlice<UInt8>, at offset: Int, of content: inout [UInt8]?,
        _ dice: inout Dice
    ) {
        if loss == .nothing || loss == .tail { return write(bytes, at: offset, of: &content) }
        for part in sectors(offset..<(offset + bytes.count), sector) {
            if dice.below(100) < loss.kept {
                write(part, bytes, at: offset, of: &content)
            } else if loss == .garbled, dice.below(4) == 0 {
                let rubbish = part.map { _ in UInt8(truncatingIfNeeded: dice.next()) }
                write(rubbish[...], at: part.lowerBound, of: &content)
            } else if loss != .everything, dice.below(4) == 0, let size = content?.count, size < part.upperBound {
                // The file has grown, but what belongs there has not arrived.
                resize(&content, to: part.upperBound)
            }
        }
    }

    /// The parts of a range that lie in one sector each.
    private static func sectors(_ range: Range<Int>, _ size: Int) -> [Range<Int>] {
        var parts: [Range<Int>] = []
        var start = range.lowerBound
        while start < range.upperBound {
            let end = min(range.upperBound, (start / size + 1) * size)
            parts.append(start..<end)
            start = end
        }
        return parts
    }

    private static func write(
        _ part: Range<Int>, _ bytes: ArraySlice<UInt8>, at offset: Int, of content: inout [UInt8]?
    ) {
        let start = bytes.startIndex + part.lowerBound - offset
        write(bytes[start..<(start + part.count)], at: part.lowerBound, of: &content)
    }

    private static func write(_ bytes: ArraySlice<UInt8>, at offset: Int, of content: inout [UInt8]?) {
        guard let size = content?.count else { return }
        if size < offset + bytes.count { resize(&content, to: offset + bytes.count) }
        content?.replaceSubrange(offset..<(offset + bytes.count), with: bytes)
    }

    private static func resize(_ content: inout [UInt8]?, to size: Int) {
        guard let now = content?.count else { return }
        if size < now {
            content?.removeLast(now - size)
        } else if size > now {
            content?.append(contentsOf: repeatElement(0, count: size - now))
        }
    }
}

/// Something that does not hold and must.
struct Finding: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) { self.description = description }
}
