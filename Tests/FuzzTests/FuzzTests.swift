import Foundation
import Fuzzing
import Testing

/// The seeds of every fuzz target, and every input that once broke one: what the campaign `fuzz` begins with.
@Suite struct FuzzTests {
    private static let corpus = URL(filePath: #filePath, directoryHint: .notDirectory).deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "Campaigns/Fuzzing/Corpus")

    @Test(arguments: FuzzTarget.all.map(\.name))
    func everySeedHolds(name: String) async throws {
        let target = try #require(FuzzTarget.all.first { target in target.name == name })
        let broken = try await onItsOwnThread {
            let seeds = try target.seeds()
            #expect(!seeds.isEmpty)
            return seeds.compactMap { seed in complaint(target, seed) }
        }
        #expect(broken == [])
    }

    @Test func whatBrokeOnceHolds() async throws {
        let files = try FileManager.default.subpathsOfDirectory(atPath: Self.corpus.path).filter { $0.contains("/") }
        #expect(!files.isEmpty)
        for file in files {
            let name = String(file.prefix { $0 != "/" })
            let target = try #require(
                FuzzTarget.all.first { target in target.name == name }, "no target is called \(name)")
            let bytes = Array(try Data(contentsOf: Self.corpus.appending(path: file)))
            let broken = try await onItsOwnThread { complaint(target, bytes) }
            #expect(broken == nil)
        }
    }

    @Test func plantedFaultsAreFound() throws {
        let target = try #require(FuzzTarget.planted.first { target in target.name == "planted-crash" })
        #expect(throws: Broken.self) { try target.check(Array("MARTLET".utf8)) }
        try target.check(Array("martlet".utf8))
    }
}

/// What an input breaks.
private func complaint(_ target: FuzzTarget, _ bytes: [UInt8]) -> String? {
    do {
        try target.check(bytes)
        return nil
    } catch {
        return "\(String(decoding: bytes, as: UTF8.self).debugDescription): \(error)"
    }
}

/// Some targets wait for what others do, which must not take a thread from those that do it.
private func onItsOwnThread<Value: Sendable>(_ body: @Sendable @escaping () throws -> Value) async throws -> Value {
    try await withCheckedThrowingContinuation { continuation in
        Thread { continuation.resume(with: Result { try body() }) }.start()
    }
}
