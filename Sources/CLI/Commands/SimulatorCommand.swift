import ArgumentParser
import GatewaySimulator
import Hummingbird
import Kernel
import Logging
import Store

/// Systems outside of Martlet, to try things with.
struct SimulatorCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "simulator", abstract: "Serves systems outside of Martlet to try things with.",
        subcommands: [Payments.self])

    /// A payment provider.
    struct Payments: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Serves a payment provider that moves no money.",
            discussion: "Start the other side with MARTLET_PAYMENTS_URL=http://127.0.0.1:PORT martlet serve.")

        @Option(help: "Where it listens on this machine.")
        var port = 8099

        @Option(help: "Where it keeps its books.")
        var database = "sqlite:var/payment-simulator.db"

        @Option(help: "How many seconds it is silent where it gives no answer.")
        var stall = 60

        func run() async throws {
            let store = try Store.open(database, options: StoreOptions())
            let seconds = stall
            let simulator = try await PaymentSimulator(
                store: store, clock: SystemClock(), stall: { try? await Task.sleep(for: .seconds(seconds)) })
            var log = Logger(label: "martlet.simulator")
            log.logLevel = .warning
            let app = Application(
                router: simulator.router(),
                configuration: .init(address: .hostname("127.0.0.1", port: port), serverName: "martlet-simulator"),
                onServerRunning: { channel in
                    Terminal.chat("The payment provider listens on http://127.0.0.1:\(channel.localAddress?.port ?? 0)")
                }, logger: log)
            try await app.runService()
            await store.close()
        }
    }
}
