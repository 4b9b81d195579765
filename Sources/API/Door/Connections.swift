import HummingbirdCore
import Kernel
import NIOCore
import Synchronization

/// The connections clients have open. There is room for so many; when one more comes, the one that has been idle for
/// longest goes, and when all of them are at work, the new one is told to come back.
public final class Connections: Sendable {
    /// One connection.
    final class Entry: @unchecked Sendable {
        let channel: any Channel
        /// Whether the client has closed its side, so that most likely nobody reads an answer.
        let hasHungUp = Atomic<Bool>(false)
        /// Its neighbours among the idle ones; only touched with the list held.
        fileprivate weak var older: Entry?
        fileprivate var newer: Entry?
        fileprivate var isIdle = false

        init(_ channel: any Channel) { self.channel = channel }
    }

    private struct State {
        var open: [ObjectIdentifier: Entry] = [:]
        /// The idle ones, linked from the one that has been idle for longest.
        var oldest: Entry?
        var newest: Entry?

        mutating func rest(_ entry: Entry) {
            guard !entry.isIdle else { return }
            entry.isIdle = true
            entry.older = newest
            newest?.newer = entry
            newest = entry
            if oldest == nil { oldest = entry }
        }

        mutating func rouse(_ entry: Entry) {
            guard entry.isIdle else { return }
            entry.isIdle = false
            if oldest === entry { oldest = entry.newer }
            if newest === entry { newest = entry.older }
            entry.older?.newer = entry.newer
            entry.newer?.older = entry.older
            (entry.older, entry.newer) = (nil, nil)
        }
    }

    private let state = Mutex(State())
    private let limit: Int

    /// Room for `limit` connections.
    public init(limit: Int = 10_000) { self.limit = max(1, limit) }

    /// How the server treats its connections.
    public var configuration: HTTP1Channel.Configuration {
        HTTP1Channel.Configuration(
            additionalChannelHandlers: [RequestTurns(self), ConnectionGuard()],
            idleTimeout: ConnectionGuard.idleTime)
    }

    /// How many there are.
    public var count: Int { state.withLock { (state: inout State) -> Int in state.open.count } }

    /// A new connection; nil when there is no room for it.
    func open(_ channel: any Channel) -> Entry? {
        let (entry, leaving) = state.withLock { (state: inout State) -> (Entry?, Entry?) in
            var leaving: Entry?
            if state.open.count >= limit {
                guard let idle = state.oldest else { return (nil, nil) }
                state.rouse(idle)
                state.open[ObjectIdentifier(idle.channel)] = nil
                leaving = idle
            }
            let entry = Entry(channel)
            state.open[ObjectIdentifier(channel)] = entry
            state.rest(entry)
            return (entry, leaving)
        }
        leaving?.channel.close(promise: nil)
        return entry
    }

    /// It works on a request.
    func begin(_ entry: Entry) { state.withLock { (state: inout State) -> Void in state.rouse(entry) } }

    /// It has nothing to do.
    func rest(_ entry: Entry) {
        state.withLock { (state: inout State) -> Void in
            if state.open[ObjectIdentifier(entry.channel)] === entry { state.rest(entry) }
        }
    }

    /// It is gone.
    func close(_ entry: Entry) {
        entry.hasHungUp.store(true, ordering: .releasing)
        state.withLock { (state: inout State) -> Void in
            state.rouse(entry)
            if state.open[ObjectIdentifier(entry.channel)] === entry {
                state.open[ObjectIdentifier(entry.channel)] = nil
            }
        }
    }

    /// Whether the client at the other end of a channel is still there, as far as is known. Channels that were never
    /// opened here count as there.
    func presence(of channel: any Channel) -> @Sendable () -> Bool {
        let entry = state.withLock { (state: inout State) -> Entry? in state.open[ObjectIdentifier(channel)] }
        guard let entry else { return { true } }
        return { !entry.hasHungUp.load(ordering: .acquiring) }
    }
}
