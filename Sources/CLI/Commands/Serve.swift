import API
import Admin
import ArgumentParser
import Composition
import Hummingbird
import Identity
import Kernel
import Logging
import Platform
import ServiceLifecycle

/// Serves everything over HTTP and does what falls due.
struct Serve: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Serves the admin and the API, and does what falls due.",
        discussion: "Listens on MARTLET_HTTP. Stops cleanly on SIGTERM and SIGINT.")

    func run() async throws {
        let settings = try Opening.settings()
        let installation = try Opening.installation(settings)
        try await Opening.requireMigrated(installation)
        try await installation.migrator.prepare(installation.store)
        let authenticator = Authenticator(installation)
        let server = APIServer(
            installation, authenticator, trustedHops: settings.trustedHops,
            connections: Connections(limit: OpenFiles.room(for: settings.connections, log: installation.log)),
            patience: settings.patience)
        let isSecure = settings.publicURL.hasPrefix("https:")
        let router = try server.router { router in
            AdminPages(server, authenticator, isSecure: isSecure).add(to: router)
        }
        var log = Logger(label: "martlet.http")
        log.logLevel = settings.logLevel
        var app = Application(
            router: router,
            server: .http1(configuration: server.connections.configuration),
            configuration: .init(address: .hostname(settings.host, port: settings.port), serverName: "martlet"),
            onServerRunning: { channel in
                let port = channel.localAddress?.port ?? settings.port
                Terminal.chat("Martlet listens on http://\(settings.host):\(port)")
            },
            logger: log)
        app.addServices(Ticker(installation: installation, settings: settings))
        try await app.runService()
        await installation.store.close()
    }
}

/// Brings events to subscribers and does each module's sweeps, and beside that its long work, until the server stops.
/// Beside that it says how to sign in where nobody can yet: answers do not wait for it, however many shops there are.
struct Ticker: Service {
    let installation: Installation
    let settings: Settings

    func run() async throws {
        try? await cancelWhenGracefulShutdown {  // being cancelled is how it ends
            async let welcoming: Void = welcome()
            async let working: Void = work()
            async let jobs: Void = JobTicker(installation: installation).run()
            var rounds = 0
            while !Task.isCancelled {
                await round(sweeps: rounds % 20 == 0)
                rounds += 1
                try await Task.sleep(for: .milliseconds(250))
            }
            await welcoming
            await jobs
            try await working
        }
    }

    /// For each shop that nobody can sign in to yet, the one-time link that lets its owner in.
    private func welcome() async {
        do {
            for entry in try await installation.shops() where !Task.isCancelled {
                guard let link = try await Firstrun.prepare(shop: entry, in: installation) else { continue }
                Terminal.chat(
                    "Sign in to '\(entry.shop.name)' once, good for a day: \(settings.publicURL)/link/\(link.token)")
            }
        } catch {
            installation.log.error("could not prepare the first sign-in: \(error)")
        }
    }

    /// Long work goes its own way, so that events never wait for it.
    private func work() async throws {
        while !Task.isCancelled {
            do {
                try await installation.workThrough()
            } catch is CancellationError {
                return
            } catch {
                installation.log.error("long work failed: \(error)")
            }
            try await Task.sleep(for: .milliseconds(250))
        }
    }

    /// One failed round is logged; the next one tries again.
    private func round(sweeps: Bool) async {
        do {
            if sweeps { try await installation.tick() } else { try await installation.dispatcher.drain() }
        } catch {
            installation.log.error("background work failed: \(error)")
        }
    }
}
