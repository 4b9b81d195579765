import Foundation
import Kernel
import Store
import StoreFixtures
import Testing

/// The built program, run as people run it: in a process of its own, on a database of its own.
final class Program: Sendable {
    struct Result: Sendable {
        let status: Int32
        let output: String
        let errors: String

        var json: JSON? { try? JSON(parsing: Array(output.utf8)) }
    }

    let folder: URL
    var database: String { address.url }
    /// The database; removed when the program goes.
    private let address: TestAddress

    init(on engine: Engine) async throws {
        folder = FileManager.default.temporaryDirectory.appendingPathComponent(
            "martlet-cli-\(UInt64.random(in: 0 ... .max))")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        address = try TestStore.address(engine)
    }

    deinit { try? FileManager.default.removeItem(at: folder) }  // what is left in the temporary folder harms nobody

    /// The executable beside the tests.
    static let executable: URL? = {
        let beside = URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent()
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let places = [
            beside, root.appendingPathComponent(".build/debug"), root.appendingPathComponent(".build/release"),
        ]
        return places.map { $0.appendingPathComponent("martlet") }
            .first { FileManager.default.isExecutableFile(atPath: $0.path) }
    }()

    func process(_ arguments: [String], environment extra: [String: String] = [:]) throws -> (Process, Pipe, Pipe) {
        let process = Process()
        guard let executable = Self.executable else {
            throw Problem(.notFound, "no_program", "The martlet executable was not built.")
        }
        process.executableURL = executable
        process.arguments = arguments
        process.currentDirectoryURL = folder
        var environment = ProcessInfo.processInfo.environment
        environment["MARTLET_DATABASE_URL"] = database
        for (key, value) in extra { environment[key] = value }
        process.environment = environment
        let (output, errors) = (Pipe(), Pipe())
        process.standardOutput = output
        process.standardError = errors
        return (process, output, errors)
    }

    /// Runs to the end.
    func run(_ arguments: String..., environment: [String: String] = [:]) throws -> Result {
        let (process, output, _) = try process(arguments, environment: environment)
        // Errors go to a file, so that two full pipes can never wait for each other.
        let log = folder.appendingPathComponent("errors.txt")
        try Data().write(to: log)
        process.standardError = try FileHandle(forWritingTo: log)
        try process.run()
        let data = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return Result(
            status: process.terminationStatus, output: String(decoding: data, as: UTF8.self),
            errors: (try? String(contentsOf: log, encoding: .utf8)) ?? "")
    }

    func write(_ name: String, _ text: String) throws -> String {
        let file = folder.appendingPathComponent(name)
        try Data(text.utf8).write(to: file)
        return file.path
    }
}
