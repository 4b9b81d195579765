import Kernel

/// A reader of outside bytes, and what must hold whatever comes: it does not crash, refuses with a problem, and what it
/// took it would take again.
package struct FuzzTarget: Sendable {
    /// Its name on the command line.
    package let name: String
    /// How long an input may be.
    package let limit: Int
    /// Inputs to begin with.
    package let seeds: @Sendable () throws -> [[UInt8]]
    /// Reads an input. A problem is a refusal, anything else that is thrown is a finding.
    private let read: @Sendable ([UInt8]) throws -> Void

    init(
        _ name: String, limit: Int = 4096, seeds: @escaping @Sendable () throws -> [[UInt8]],
        read: @escaping @Sendable ([UInt8]) throws -> Void
    ) {
        self.name = name
        self.limit = limit
        self.seeds = seeds
        self.read = read
    }

    init(_ name: String, limit: Int = 4096, _ seeds: [String], read: @escaping @Sendable (String) throws -> Void) {
        self.init(name, limit: limit, seeds: { seeds.map { seed in Array(seed.utf8) } }) { bytes in
            // Invalid text does not come so far: whoever receives bytes refuses it.
            guard let text = String(validating: bytes, as: UTF8.self) else { return }
            try read(text)
        }
    }

    /// All of them.
    package static let all: [FuzzTarget] = texts + lists + requests

    /// Such as break: they show that breaking is seen.
    package static let planted: [FuzzTarget] = [
        FuzzTarget("planted-crash", ["martlet"]) { text in
            let bytes = Array(text.utf8)
            if bytes.count > 3, bytes[0] == 77, bytes[1] == 65, bytes[2] == 82, bytes[3] == 84 {
                throw Broken("a planted fault")
            }
        },
        FuzzTarget("planted-hang", ["martlet"]) { text in
            let bytes = Array(text.utf8)
            while bytes.count > 1, bytes[0] == 77, bytes[1] == 65 {}
        },
    ]

    /// One input: throws `Broken` when something does not hold.
    package func check(_ bytes: [UInt8]) throws {
        do { try read(bytes) } catch let problem as Problem {
            if problem.kind == .internal { throw Broken("\(problem)") }
        }
    }
}

/// What does not hold.
package struct Broken: Error, CustomStringConvertible {
    package let description: String

    init(_ description: String) { self.description = description }
}

/// Breaks unless it is so.
func require(_ isSo: Bool, _ otherwise: @autoclosure () -> String) throws {
    if !isSo { throw Broken(otherwise()) }
}

/// What was read must be read again from what it is written as.
func requireRoundTrip<Value: Equatable>(
    _ value: Value, _ text: (Value) throws -> String, _ read: (String) throws -> Value
) throws {
    let written = try text(value)
    let again: Value
    do { again = try read(written) } catch { throw Broken("'\(written)' was written and is refused: \(error)") }
    try require(again == value, "'\(written)' was written for \(value) and means \(again)")
}
