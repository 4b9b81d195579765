import Kernel
import Testing

/// The vectors of the TypeID specification, 0.3.
@Suite struct TypeIDTests {
    @Test(arguments: [
        ("00000000000000000000000000", "", "00000000-0000-0000-0000-000000000000"),
        ("00000000000000000000000001", "", "00000000-0000-0000-0000-000000000001"),
        ("0000000000000000000000000a", "", "00000000-0000-0000-0000-00000000000a"),
        ("0000000000000000000000000g", "", "00000000-0000-0000-0000-000000000010"),
        ("00000000000000000000000010", "", "00000000-0000-0000-0000-000000000020"),
        ("7zzzzzzzzzzzzzzzzzzzzzzzzz", "", "ffffffff-ffff-ffff-ffff-ffffffffffff"),
        ("prefix_0123456789abcdefghjkmnpqrs", "prefix", "0110c853-1d09-52d8-d73e-1194e95b5f19"),
        ("prefix_01h455vb4pex5vsknk084sn02q", "prefix", "01890a5d-ac96-774b-bcce-b302099a8057"),
        ("pre_fix_00000000000000000000000000", "pre_fix", "00000000-0000-0000-0000-000000000000"),
    ])
    func valid(_ text: String, _ prefix: String, _ uuid: String) throws {
        let parsed = try #require(TypeID.parse(text))
        #expect(parsed.prefix == prefix)
        #expect(parsed.raw.uuidString == uuid)
        #expect(RawID(uuidString: uuid) == parsed.raw)
        #expect(TypeID.text(prefix: prefix, parsed.raw) == text)
        if !prefix.isEmpty { #expect(TypeID.parse(text, prefix: prefix) == parsed.raw) }
    }

    @Test(arguments: [
        "PREFIX_00000000000000000000000000", "12345_00000000000000000000000000", "pre.fix_00000000000000000000000000",
        "préfix_00000000000000000000000000", "  prefix_00000000000000000000000000",
        "abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyzabcdefghijkl_00000000000000000000000000",
        "_00000000000000000000000000", "_", "prefix_1234567890123456789012345", "prefix_123456789012345678901234567",
        "prefix_1234567890123456789012345 ", "prefix_0123456789ABCDEFGHJKMNPQRS", "prefix_123456789-123456789-123456",
        "prefix_ooooooooooooooiiiiiiulllll", "prefix_i23456789ol23456789oi23456", "prefix_123456789-0123456789-0123456",
        "prefix_8zzzzzzzzzzzzzzzzzzzzzzzzz", "_prefix_00000000000000000000000000", "prefix__00000000000000000000000000",
        "",
    ])
    func invalid(_ text: String) {
        #expect(TypeID.parse(text) == nil)
    }

    @Test func everyIDReadsBack() {
        var chance = seeded(1)
        for _ in 0..<2000 {
            let raw = RawID(high: chance.next(), low: chance.next())
            let id = ID<Order>(raw: raw)
            #expect(ID<Order>(id.description) == id)
            #expect(RawID(uuidString: raw.uuidString) == raw)
            #expect(RawID(uuidString: raw.uuidString.uppercased()) == raw)
            #expect(RawID(bytes: raw.bytes) == raw)
            #expect(Reference(id.description) == id.reference)
            #expect(id.reference.id(Product.self) == nil)
            #expect(id.reference.id(Order.self) == id)
        }
    }

    @Test func textOrderIsByteOrder() {
        var chance = seeded(2)
        let ids = (0..<200).map { _ in ID<Order>(raw: RawID(high: chance.next(), low: chance.next())) }
        #expect(ids.sorted().map(\.description) == ids.map(\.description).sorted())
    }

    @Test func refusalsSayWhatWasExpected() throws {
        let other = try #require(throws: Problem.self) { try ID<Order>(parsing: "prd_01h455vb4pex5vsknk084sn02q") }
        #expect(other.errors.first?.code == "wrong_kind_of_id")
        #expect(other.errors.first?.message.contains("ord_") == true)
        let bad = try #require(throws: Problem.self) { try ID<Order>(parsing: "7") }
        #expect(bad.errors.first?.code == "malformed_id")
    }
}

@Suite struct IDSourceTests {
    @Test func idsGrowEvenWhenTheClockStandsOrStepsBack() throws {
        let clock = ManualClock(.seconds(1_772_366_400))
        let source = IDSource(clock: clock, randomness: SeededRandomness(3))
        var last = source.next()
        for step in 0..<5000 {
            if step % 7 == 0 { clock.advance(by: .microseconds(step % 3 == 0 ? -900 : 400)) }
            let next = source.next()
            #expect(next > last)
            #expect(next.high >> 12 & 0xF == 7 && next.low >> 62 == 2)
            last = next
        }
        let instant = try #require(last.v7Instant)
        #expect(abs((instant - clock.now).microseconds) < 2_000_000)
    }

    @Test func manyThreadsGetDifferentIDs() async {
        let source = IDSource(clock: ManualClock(), randomness: SystemRandomness())
        let ids = await withTaskGroup(of: [RawID].self) { group in
            for _ in 0..<8 { group.addTask { (0..<500).map { _ in source.next() } } }
            return await group.reduce(into: Set<RawID>()) { $0.formUnion($1) }
        }
        #expect(ids.count == 4000)
    }

    @Test func randomnessRepeatsFromItsSeed() {
        let a = SeededRandomness(9), b = SeededRandomness(9)
        #expect(a.bytes(13) == b.bytes(13))
        #expect(a.next() != SeededRandomness(10).next())
        // SplitMix64 of seed 0, as published.
        #expect(SeededRandomness(0).next() == 0xE220_A839_7B1D_CDAF)
        #expect(SystemRandomness().bytes(32).count == 32)
        let source = SeededRandomness(9)
        var dice = Dice(9)
        for _ in 0..<5 { #expect(dice.next() == source.next()) }
        var copy = dice
        #expect(copy.next() == dice.next())
        #expect(dice.below(1) == 0 && (3...7).contains(dice.number(3...7)) && dice.one(of: [Int]()) == nil)
    }
}

@Suite struct SystemRandomnessTests {
    @Test func neverRepeatsAndUsesEveryBit() {
        let source = SystemRandomness()
        let words = (0..<2000).map { _ in source.next() }
        #expect(Set(words).count == words.count)
        #expect(words.reduce(0, |) == .max && words.reduce(.max, &) == 0)
        let ones = words.reduce(0) { $0 + $1.nonzeroBitCount }
        #expect((62_000...66_000).contains(ones))  // 64,000 expected, eleven standard deviations either way
    }
}
