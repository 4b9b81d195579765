import ArgumentParser
import Kernel
import Store

/// Brings the database's tables to this build's.
struct Migrate: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Creates or changes the tables this build needs.")

    @Flag(help: "Print what would be done, with the rows each step touches, and do nothing.")
    var plan = false

    @Option(name: .customLong("down"), help: "Undo every migration after this one.")
    var downTo: String?

    @Flag(help: "Report where tables differ from what the applied migrations made.")
    var drift = false

    func run() async throws {
        let installation = try Opening.installation()
        let migrator = installation.migrator
        let store = installation.store
        if plan {
            let steps = try await migrator.plan(store)
            if steps.isEmpty { Terminal.chat("Nothing to do.") }
            for step in steps { Terminal.answer(step.description) }
        } else if drift {
            let findings = try await migrator.drift(store)
            for finding in findings { Terminal.answer(finding) }
            if !findings.isEmpty { throw ExitCode(1) }
            Terminal.chat("No drift.")
        } else if let downTo {
            for id in try await migrator.down(store, to: downTo) { Terminal.answer("undone \(id)") }
        } else {
            let done = try await migrator.up(store)
            for id in done { Terminal.answer("applied \(id)") }
            if done.isEmpty { Terminal.chat("Nothing to do.") }
        }
        await store.close()
    }
}
