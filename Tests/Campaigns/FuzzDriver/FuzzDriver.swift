import CFuzzer
import Foundation
import Fuzzing
import Synchronization

/// Runs libFuzzer on one target: `fuzz NAME [libFuzzer's own arguments]`. `fuzz list` names the targets, `fuzz seeds NAME
/// FOLDER` writes the inputs to begin with.
@main
enum FuzzDriver {
    private static let target = Mutex<FuzzTarget?>(nil)

    static func main() throws {
        let words = CommandLine.arguments
        switch words.dropFirst().first {
        case "list": print(FuzzTarget.all.map(\.name).joined(separator: "\n"))
        case "seeds" where words.count == 4: try writeSeeds(of: named(words[2]), to: words[3])
        case let name?: exit(try fuzz(named(name), [words[0]] + words.dropFirst(2)))
        case nil: print("fuzz list | fuzz seeds NAME FOLDER | fuzz NAME [ARGUMENTS OF LIBFUZZER]")
        }
    }

    private static func named(_ name: String) throws -> FuzzTarget {
        if let target = (FuzzTarget.all + FuzzTarget.planted).first(where: { target in target.name == name }) {
            return target
        }
        throw CocoaError(.featureUnsupported, userInfo: [NSLocalizedDescriptionKey: "no target is called \(name)"])
    }

    private static func writeSeeds(of target: FuzzTarget, to folder: String) throws {
        for (index, seed) in try target.seeds().enumerated() {
            try Data(seed).write(to: URL(filePath: "\(folder)/seed-\(index)"))
        }
    }

    private static func fuzz(_ chosen: FuzzTarget, _ words: [String]) -> Int32 {
        target.withLock { target in target = chosen }
        var count = Int32(words.count + 1)
        var copies = (words + ["-max_len=\(chosen.limit)"]).map { word in strdup(word) } + [nil]
        return copies.withUnsafeMutableBufferPointer { copies in
            var start = copies.baseAddress
            return LLVMFuzzerRunDriver(&count, &start) { bytes, count in
                guard let target = FuzzDriver.target.withLock({ target in target }) else { return 0 }
                do { try target.check(Array(UnsafeBufferPointer(start: bytes, count: count))) } catch {
                    fatalError("\(target.name): \(error)")
                }
                return 0
            }
        }
    }
}
