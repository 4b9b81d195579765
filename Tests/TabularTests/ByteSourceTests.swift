import Kernel
import Tabular
import Testing

@Suite struct ByteSourceTests {
    private static func sample(_ seed: Int, count: Int) -> [UInt8] {
        var numbers = SeededNumbers(seed)
        return (0..<count).map { (_: Int) -> UInt8 in UInt8.random(in: 97...122, using: &numbers) }
    }

    @Test(arguments: [1, 7, 1000, 70_000]) func gzipIsRecognisedAndUnpacked(piece: Int) throws {
        let content = Self.sample(1, count: 200_000)
        let packed = gzip(content)
        let source = try ByteSource(bytes: packed)
        #expect(source.isCompressed)
        #expect(try drain(source, piece: piece) == content)
        #expect(source.progress == SourceProgress(readBytes: Int64(packed.count), totalBytes: Int64(packed.count)))
        #expect(try drain(ByteSource(bytes: content), piece: piece) == content)
    }

    @Test func severalMembersAreOneContentAndPaddingIsAllowed() throws {
        let parts = (1...4).map { (seed: Int) -> [UInt8] in Self.sample(seed, count: 40_000 * seed) }
        let packed = parts.flatMap { (part: [UInt8]) -> [UInt8] in gzip(part) } + [UInt8](repeating: 0, count: 500)
        #expect(try drain(ByteSource(bytes: packed)) == parts.flatMap { (part: [UInt8]) -> [UInt8] in part })
    }

    @Test(arguments: 0..<20) func aCutFileIsNeverAShorterContent(seed: Int) throws {
        var numbers = SeededNumbers(seed)
        let packed = gzip(Self.sample(seed, count: 20_000)) + gzip(Self.sample(seed + 1, count: 300))
        let firstMember = gzip(Self.sample(seed, count: 20_000)).count
        var cut = Int.random(in: 3..<packed.count, using: &numbers)
        if cut == firstMember { cut += 1 }
        let found = problem { _ = try drain(ByteSource(bytes: Array(packed[0..<cut]))) }
        #expect(found?.code == "tabular.gzip_truncated", "cut at \(cut)")
    }

    @Test(arguments: 0..<20) func aDamagedFileIsNoticed(seed: Int) throws {
        var numbers = SeededNumbers(seed)
        var packed = gzip(Self.sample(seed, count: 20_000))
        let place = Int.random(in: 10..<packed.count, using: &numbers)
        packed[place] ^= UInt8(1) << UInt8.random(in: 0...7, using: &numbers)
        let found = problem { _ = try drain(ByteSource(bytes: packed)) }
        #expect(
            ["tabular.gzip_damaged", "tabular.gzip_truncated"].contains(found?.code ?? "nothing"), "bit at \(place)")
    }

    @Test func otherDataBehindTheCompressedPartIsRefused() {
        let packed = gzip(Self.sample(3, count: 100)) + Array("and more".utf8)
        #expect(problem { _ = try drain(ByteSource(bytes: packed)) }?.code == "tabular.gzip_damaged")
    }

    @Test func limitsHoldForSizeAndExpansion() throws {
        let zeros = [UInt8](repeating: 97, count: 3_000_000)
        let small = SourceLimits(maximumBytes: 1_000_000)
        #expect(problem { _ = try drain(ByteSource(bytes: zeros, limits: small)) }?.code == "tabular.file_too_large")
        let flat = SourceLimits(maximumExpansion: 20, ratioFloor: 100_000)
        let packed = gzip(zeros)
        #expect(problem { _ = try drain(ByteSource(bytes: packed, limits: flat)) }?.code == "tabular.expands_too_much")
        #expect(try drain(ByteSource(bytes: packed), piece: 65_536).count == zeros.count)
    }

    @Test func missingFilesAndFoldersAreNamed() {
        #expect(problem { _ = try ByteSource(path: "/no/such/file.csv") }?.code == "tabular.file_not_found")
        #expect(problem { _ = try ByteSource(path: "/tmp") }?.code == "tabular.not_a_file")
    }
}
