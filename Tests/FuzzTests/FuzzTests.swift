import Foundation
import Fuzzing
import Testing

/// The seeds of every fuzz target, and every input that once broke one: what the campaign `fuzz` begins with.
@Suite struct FuzzTests {
    private static let corpus = URL(filePath: #filePath, directoryHint: .notDirectory).deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "Fuzzing/Corpus")

    @Test(arguments: FuzzTarget.all.map(\.name))
    func everySeedHolds(name: String) throws {
        let target = try #require(FuzzTarget.all.first { target in target.name == name })
        let seeds = try target.seeds()
        #expect(!seeds.isEmpty)
        for seed in seeds {
            #expect(throws: Never.self, "\(String(decoding: seed, as: UTF8.self))") { try target.check(seed) }
        }
    }

    @Test func whatBrokeOnceHolds() throws {
        let files = try FileManager.default.subpathsOfDirectory(atPath: Self.corpus.path).filter { $0.contains("/") }
        #expect(!files.isEmpty)
        for file in files {
            let name = String(file.prefix { $0 != "/" })
            let target = try #require(
                FuzzTarget.all.first { target in target.name == name }, "no target is called \(name)")
            let bytes = try Data(contentsOf: Self.corpus.appending(path: file))
            #expect(throws: Never.self, "\(file)") { try target.check(Array(bytes)) }
        }
    }

    @Test func plantedFaultsAreFound() throws {
        let target = FuzzTarget.planted
        #expect(throws: Broken.self) { try target.check(Array("MARTLET".utf8)) }
        try target.check(Array("martlet".utf8))
    }
}
