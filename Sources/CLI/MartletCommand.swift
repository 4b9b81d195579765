import ArgumentParser
import Composition
import Kernel
import Logging
import Platform

/// The command line of Martlet.
@main
struct MartletCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "martlet",
        abstract: "A self-hosted commerce operations platform.",
        discussion:
            "Settings are environment variables: MARTLET_DATABASE_URL, MARTLET_HTTP, MARTLET_LOG and others; see 'martlet config'.",
        version: "0.1.0",
        subcommands: [
            Serve.self, Migrate.self, ShopCommand.self, DemoCommand.self, ImportCommand.self, Do.self, Ask.self,
            KeyCommand.self, LinkCommand.self, Verify.self, Repair.self, Report.self, Actions.self, Queries.self,
            Events.self, Lifecycles.self, Docs.self, Config.self, Simulate.self, SimulatorCommand.self,
            BenchCommand.self, Rehearse.self,
        ])

    /// Runs the command and turns problems into the documented exit codes.
    static func main() async {
        do {
            try await run(parseAsRoot())
        } catch let problem as Problem {
            Terminal.report(problem)
            exit(withError: ExitCode(Terminal.exitCode(of: problem)))
        } catch {
            let isUsage = exitCode(for: error) == .validationFailure
            if isUsage {
                Terminal.chat(fullMessage(for: error))
                exit(withError: ExitCode(2))
            }
            exit(withError: error)
        }
    }

    /// Runs what the command line named.
    static func run(_ command: any ParsableCommand) async throws {
        var command = command
        if var command = command as? any AsyncParsableCommand {
            try await command.run()
        } else {
            try command.run()
        }
    }
}
