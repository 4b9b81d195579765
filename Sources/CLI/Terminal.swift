import ArgumentParser
import Composition
import Foundation
import Kernel
import Logging
import Platform

/// What commands say and where: answers on standard output, chatter on standard error.
enum Terminal {
    /// A line of the answer.
    static func answer(_ line: String) { write(line + "\n", to: FileHandle.standardOutput) }

    /// JSON bytes as the answer, one document on one line.
    static func answer(json bytes: [UInt8]) { answer(String(decoding: bytes, as: UTF8.self)) }

    /// A line for the person at the terminal.
    static func chat(_ line: String) { write(line + "\n", to: FileHandle.standardError) }

    /// Replaces the current line on a terminal; silent elsewhere.
    static func progress(_ line: String) {
        if isatty(STDERR_FILENO) == 1 { write("\r\u{1B}[2K" + line, to: FileHandle.standardError) }
    }

    /// A problem in words: what, which fields, what to do.
    static func report(_ problem: Problem) {
        chat("martlet: \(problem.title)")
        if let detail = problem.detail { chat("  \(detail)") }
        for error in problem.errors { chat("  \(error.field): \(error.message)") }
        if problem.errors.isEmpty {
            for (key, value) in problem.details.sorted(by: { $0.key < $1.key }) { chat("  \(key): \(value)") }
        }
        if let remedy = problem.remedy { chat("  → \(remedy)") }
        chat("  (\(problem.code))")
    }

    /// The documented exit code of a problem.
    static func exitCode(of problem: Problem) -> Int32 {
        switch problem.kind {
        case .malformed, .invalid, .unprocessable, .tooLarge, .methodNotAllowed: 2
        case .notFound: 3
        case .conflict, .preconditionFailed, .approvalRequired: 4
        case .unauthorized, .forbidden: 5
        case .unavailable, .tooMany: 6
        case .internal: 1
        }
    }

    private static func write(_ text: String, to handle: FileHandle) { handle.write(Data(text.utf8)) }
}

/// Opens the installation that the environment names.
enum Opening {
    /// What the installation is made of.
    @TaskLocal static var modules = Martlet.modules

    static func settings() throws -> Settings { try Settings(environment: ProcessInfo.processInfo.environment) }

    /// The installation; makes the folder of an embedded database if it is missing.
    static func installation(_ settings: Settings? = nil) throws -> Installation {
        let settings = try settings ?? Self.settings()
        if settings.databaseURL.hasPrefix("sqlite:") {
            let folder = URL(fileURLWithPath: String(settings.databaseURL.dropFirst(7))).deletingLastPathComponent()
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        }
        let level = settings.logLevel
        LoggingSystem.bootstrap { label in
            var handler = StreamLogHandler.standardError(label: label)
            handler.logLevel = level
            return handler
        }
        return try Martlet.open(settings, modules, log: Logger(label: "martlet"))
    }

    /// The installation and one of its shops; refuses with a remedy when tables are missing.
    static func installation(shop slug: String?) async throws -> (Installation, ShopEntry) {
        let installation = try installation()
        try await requireMigrated(installation)
        if let slug { return (installation, try await installation.shop(named: slug)) }
        let shops = try await installation.shops()
        guard let shop = shops.first, shops.count == 1 else {
            throw Problem(
                .invalid, "shop_missing", "Say which shop: there are \(shops.count).", field: "--shop",
                remedy: shops.isEmpty ? "'martlet shop create NAME --currency EUR' opens one." : "Add --shop NAME.")
        }
        return (installation, shop)
    }

    /// Refuses to work on a database whose tables do not fit this build.
    static func requireMigrated(_ installation: Installation) async throws {
        let missing = try await installation.migrator.plan(installation.store)
        if missing.isEmpty { return }
        throw Problem(
            .unavailable, "not_migrated", "The database lacks \(missing.count) migrations of this build.",
            remedy: "Run 'martlet migrate' ('martlet migrate --plan' shows what it would do).")
    }
}

/// Which shop a command works on.
struct ShopOption: ParsableArguments {
    @Option(help: "The shop's short name. May be left out when there is only one.")
    var shop: String?
}
