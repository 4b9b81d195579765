import CPostgres
import Kernel
import Synchronization

#if canImport(Darwin)
import Darwin
#elseif canImport(Musl)
import Musl
#else
import Glibc
#endif

/// Hears what other processes announce: a thread with a connection of its own that waits for notifications. A connection
/// that is lost is opened again, and everybody is told that something may have been missed.
final class PostgresListener: Sendable {
    private let address: PostgresAddress
    private let announcements: Announcements
    private let thread = Workers(count: 1, whenDone: {})
    /// Closing the second end wakes the thread up.
    private let ends: (read: Int32, write: Int32)
    private let isClosed = Atomic<Bool>(false)

    init(_ address: PostgresAddress, _ announcements: Announcements) throws {
        self.address = address
        self.announcements = announcements
        var pair: [Int32] = [0, 0]
        guard pipe(&pair) == 0 else { throw DBError(.io, "no pipe could be opened") }
        ends = (pair[0], pair[1])
        thread.start("martlet-pg-listener") { [self] in
            while !isClosed.load(ordering: .acquiring) {
                guard let session = try? PostgresSession(address, cacheSize: 4, lockTimeout: .seconds(5)) else {
                    wait(nil, milliseconds: 1_000)
                    continue
                }
                listen(on: session)
            }
            close(ends.read)
        }
    }

    /// Ends the thread.
    func end() {
        guard !isClosed.exchange(true, ordering: .acquiringAndReleasing) else { return }
        close(ends.write)
    }

    func wait() async { await thread.wait() }

    private func listen(on session: PostgresSession) {
        var own = ""
        do {
            try session.control("LISTEN martlet", waits: true)
            try session.visit("SELECT current_schema()::text") { row in
                own = try row.next()
                return false
            }
        } catch {
            wait(nil, milliseconds: 1_000)
            return
        }
        announcements.postAll()
        while !isClosed.load(ordering: .acquiring) {
            announcements.post(session.notifications(prefix: own + "/"))
            guard session.isUsable() else { return }
            let heard = session.notifications(prefix: own + "/")
            if heard.isEmpty { wait(PQsocket(session.pointer), milliseconds: -1) } else { announcements.post(heard) }
        }
    }

    /// Until something comes, the listener ends, or the time is over.
    private func wait(_ socket: Int32?, milliseconds: Int32) {
        var watched = [pollfd(fd: ends.read, events: Int16(POLLIN), revents: 0)]
        if let socket { watched.append(pollfd(fd: socket, events: Int16(POLLIN), revents: 0)) }
        _ = poll(&watched, nfds_t(watched.count), milliseconds)
    }
}

extension PostgresSession {
    /// What was notified since it was last asked: the payloads that begin with a prefix, without it.
    func notifications(prefix: String) -> Set<String> {
        var found: Set<String> = []
        while let notice = PQnotifies(pointer) {
            let payload = PostgresText.string(notice.pointee.extra) ?? ""
            if payload.hasPrefix(prefix) { found.insert(String(payload.dropFirst(prefix.count))) }
            PQfreemem(notice)
        }
        return found
    }
}
