import Kernel
import Logging
import Platform
import Store

/// The installation's settings, read once at start from environment variables; each has a default that runs at once.
public struct Settings: Sendable {
    /// `MARTLET_DATABASE_URL`: `sqlite:/path/file.db` or `postgres://user@host/name`. Default `sqlite:var/martlet.db`.
    public var databaseURL: String
    /// `MARTLET_HTTP`: where the server listens, `host:port`. Default `127.0.0.1:8080`.
    public var host: String
    /// The port of `MARTLET_HTTP`.
    public var port: Int
    /// `MARTLET_PUBLIC_URL`: what people type to get here; links are made with it. Default `http://host:port`.
    public var publicURL: String
    /// `MARTLET_TRUSTED_HOPS`: how many reverse proxies stand in front. Default 0.
    public var trustedHops: Int
    /// `MARTLET_LOG`: trace, debug, info, notice, warning, error or critical. Default `notice`.
    public var logLevel: Logger.Level
    /// `MARTLET_POSTGRES_POOL`: connections of this process. Default 4.
    public var poolSize: Int
    /// `MARTLET_CONNECTIONS`: how many connections clients may have open. Default 10000.
    public var connections: Int
    /// `MARTLET_QUEUE`: how many requests may wait for the database. Default 2000.
    public var queueLimit: Int
    /// `MARTLET_QUEUE_SHOP`: how many of them may be of one shop. Default 500.
    public var queueShare: Int
    /// `MARTLET_PATIENCE`: after how many seconds a request that still waits is not begun any more. Default 10.
    public var patience: TimeSpan
    /// `MARTLET_PAYMENTS_URL`: where the payment provider answers. Without it, money by card is in test mode: nothing real
    /// moves.
    public var paymentsURL: String?
    /// `MARTLET_PAYMENTS_KEY`: the secret by which the payment provider knows this installation.
    public var paymentsKey: String?

    /// `MARTLET_JOB_SEATS`: how many jobs of a queue run at a time, `standard=32,slow=2`; 32 of those not named.
    public var seats: JobSeats

    /// Reads the variables. Throws one problem that names every variable that is wrong.
    public init(environment: [String: String]) throws {
        var check = Validation()
        databaseURL = environment["MARTLET_DATABASE_URL"] ?? "sqlite:var/martlet.db"
        let http = environment["MARTLET_HTTP"] ?? "127.0.0.1:8080"
        let colon = http.lastIndex(of: ":")
        host = colon.map { String(http[..<$0]) } ?? http
        port = colon.flatMap { Int(http[http.index(after: $0)...]) } ?? -1
        publicURL = environment["MARTLET_PUBLIC_URL"] ?? "http://\(http)"
        trustedHops = Int(environment["MARTLET_TRUSTED_HOPS"] ?? "0") ?? -1
        poolSize = Int(environment["MARTLET_POSTGRES_POOL"] ?? "4") ?? -1
        func number(_ name: String, _ standard: Int) -> Int { environment[name].map { Int($0) ?? -1 } ?? standard }
        connections = number("MARTLET_CONNECTIONS", 10_000)
        queueLimit = number("MARTLET_QUEUE", 2_000)
        queueShare = number("MARTLET_QUEUE_SHOP", 500)
        let seconds = number("MARTLET_PATIENCE", 10)
        patience = .seconds(Int64(seconds))
        let seats = environment["MARTLET_JOB_SEATS"].map { text in JobSeats(text) } ?? JobSeats()
        self.seats = seats ?? JobSeats()
        paymentsURL = environment["MARTLET_PAYMENTS_URL"].flatMap { $0.isEmpty ? nil : $0 }
        paymentsKey = environment["MARTLET_PAYMENTS_KEY"].flatMap { $0.isEmpty ? nil : $0 }
        let hasProvider = paymentsURL.map { $0.hasPrefix("http://") || $0.hasPrefix("https://") } ?? true
        check.check(
            hasProvider, "MARTLET_PAYMENTS_URL", "bad_value", "Use http:// or https:// and the provider's address.")
        let level = environment["MARTLET_LOG"] ?? "notice"
        logLevel = Logger.Level(rawValue: level) ?? .notice
        let isDatabase =
            databaseURL.hasPrefix("sqlite:") || databaseURL.hasPrefix("postgres://")
            || databaseURL.hasPrefix("postgresql://")
        check.check(
            isDatabase, "MARTLET_DATABASE_URL", "bad_value", "Use sqlite:/path/file.db or postgres://user@host/name.")
        check.check(
            (0...65_535).contains(port), "MARTLET_HTTP", "bad_value", "Use host:port, for example 127.0.0.1:8080.")
        check.check((0...10).contains(trustedHops), "MARTLET_TRUSTED_HOPS", "bad_value", "Use a number from 0 to 10.")
        check.check((1...64).contains(poolSize), "MARTLET_POSTGRES_POOL", "bad_value", "Use a number from 1 to 64.")
        check.check(
            (10...1_000_000).contains(connections), "MARTLET_CONNECTIONS", "bad_value",
            "Use a number from 10 to 1000000.")
        for (name, value) in [("MARTLET_QUEUE", queueLimit), ("MARTLET_QUEUE_SHOP", queueShare)] {
            check.check((1...100_000).contains(value), name, "bad_value", "Use a number from 1 to 100000.")
        }
        check.check((1...3_600).contains(seconds), "MARTLET_PATIENCE", "bad_value", "Use seconds from 1 to 3600.")
        check.check(
            seats != nil, "MARTLET_JOB_SEATS", "bad_value", "Use queue=number with commas between: standard=32,slow=2.")
        check.check(
            Logger.Level(rawValue: level) != nil, "MARTLET_LOG", "bad_value",
            "Use trace, debug, info, notice, warning, error or critical.")
        try check.finish()
    }

    var storeOptions: StoreOptions {
        var options = StoreOptions()
        options.poolSize = poolSize
        options.queueLimit = queueLimit
        options.queueShare = queueShare
        return options
    }
}
