import Tabular

/// Keeps each different text once and names it by a small number, so that half a million lines need no strings of
/// their own. Looking up a text that is known allocates nothing.
struct StringPool {
    /// Stands for no text.
    static let none: Int32 = -1

    private var slots: [Int32]
    private var hashes: [UInt64] = []
    private var ends: [Int] = []
    private var bytes: [UInt8] = []
    private var faults: [String?] = []
    private(set) var texts: [String] = []

    init(capacity: Int = 1_024) {
        var size = 1_024
        while size < capacity * 2 { size *= 2 }
        slots = [Int32](repeating: Self.none, count: size)
    }

    /// How many different texts there are.
    var count: Int { texts.count }

    /// The text of a number; empty for none.
    subscript(_ id: Int32) -> String { id == Self.none ? "" : texts[Int(id)] }

    /// The number of a text; a text that is new is kept.
    mutating func id(_ cell: CellBytes) -> Int32 {
        let hash = StableHash.of(cell)
        var slot = Int(truncatingIfNeeded: hash) & (slots.count - 1)
        while slots[slot] != Self.none {
            let known = slots[slot]
            if hashes[Int(known)] == hash, matches(known, cell) { return known }
            slot = (slot + 1) & (slots.count - 1)
        }
        let new = Int32(texts.count)
        slots[slot] = new
        hashes.append(hash)
        bytes.append(contentsOf: cell)
        ends.append(bytes.count)
        texts.append(String(decoding: cell, as: UTF8.self))
        if texts.count * 2 > slots.count { grow() }
        return new
    }

    /// What is wrong with a text, judged the first time it is asked for.
    mutating func fault(_ id: Int32, judge: (String) -> String?) -> String? {
        guard id != Self.none else { return nil }
        while faults.count <= Int(id) { faults.append(judge(texts[faults.count])) }
        return faults[Int(id)]
    }

    /// The hash of a text, the same on every machine.
    func hash(_ id: Int32) -> UInt64 { id == Self.none ? 0 : hashes[Int(id)] }

    private func matches(_ known: Int32, _ cell: CellBytes) -> Bool {
        let index = Int(known)
        let start = index == 0 ? 0 : ends[index - 1]
        guard ends[index] - start == cell.count else { return false }
        for offset in 0..<cell.count where bytes[start + offset] != cell[offset] { return false }
        return true
    }

    private mutating func grow() {
        slots = [Int32](repeating: Self.none, count: slots.count * 2)
        for (index, hash) in hashes.enumerated() {
            var slot = Int(truncatingIfNeeded: hash) & (slots.count - 1)
            while slots[slot] != Self.none { slot = (slot + 1) & (slots.count - 1) }
            slots[slot] = Int32(index)
        }
    }
}

/// A hash that is the same in every process, unlike `Hasher`: for digests that are stored. It is no protection against
/// somebody who wants two texts to be equal.
enum StableHash {
    static func of(_ bytes: CellBytes) -> UInt64 {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in bytes { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01b3 }
        return mixed(hash)
    }

    /// Spreads every bit over the whole word.
    static func mixed(_ value: UInt64) -> UInt64 {
        var word = value &+ 0x9e37_79b9_7f4a_7c15
        word = (word ^ (word >> 30)) &* 0xbf58_476d_1ce4_e5b9
        word = (word ^ (word >> 27)) &* 0x94d0_49bb_1331_11eb
        return word ^ (word >> 31)
    }

    /// Takes another word in.
    static func combined(_ hash: UInt64, _ word: UInt64) -> UInt64 { mixed(hash &* 31 &+ mixed(word)) }
}
