import Logging

#if canImport(Darwin)
import Darwin
#elseif canImport(Musl)
import Musl
#else
import Glibc
#endif

/// How many files and connections this process may have open.
enum OpenFiles {
    /// What the database, the log and the program itself need beside connections.
    private static let own = 200
    #if canImport(Glibc)
    private static let files = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
    #else
    private static let files = RLIMIT_NOFILE
    #endif

    /// Asks the system for room for so many connections; answers for how many there is.
    static func room(for connections: Int, log: Logger) -> Int {
        var limit = rlimit()
        guard getrlimit(files, &limit) == 0 else { return connections }
        let wanted = rlim_t(connections + own)
        if limit.rlim_cur < wanted {
            limit.rlim_cur = min(wanted, limit.rlim_max)
            _ = setrlimit(files, &limit)
        }
        guard getrlimit(files, &limit) == 0, limit.rlim_cur < wanted else { return connections }
        let room = max(10, Int(limit.rlim_cur) - own)
        log.warning("the system allows \(limit.rlim_cur) open files, so there is room for \(room) connections")
        return room
    }
}
