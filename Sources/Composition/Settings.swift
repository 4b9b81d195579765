import Kernel
import Logging
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
            Logger.Level(rawValue: level) != nil, "MARTLET_LOG", "bad_value",
            "Use trace, debug, info, notice, warning, error or critical.")
        try check.finish()
    }

    var storeOptions: StoreOptions {
        var options = StoreOptions()
        options.poolSize = poolSize
        return options
    }
}
