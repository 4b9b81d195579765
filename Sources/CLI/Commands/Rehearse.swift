import ArgumentParser
import Composition
import Simulation

/// Any other command on a database of its own kind: one that knows chores beside all that Martlet does, so that campaigns
/// have jobs and workflows to ask for whose effects can be counted.
struct Rehearse: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Runs another command with the jobs and workflows of campaigns.", shouldDisplay: false)

    @Argument(parsing: .captureForPassthrough, help: "The command, with all that belongs to it.")
    var words: [String] = []

    func run() async throws {
        let command = try MartletCommand.parseAsRoot(words)
        try await Opening.$modules.withValue(Martlet.modules + [Chores.module]) {
            try await MartletCommand.run(command)
        }
    }
}
