import Dispatch
import Synchronization

/// Brings what was committed from SQLite's log into the database file, on a thread and a connection of its own, so that no
/// commit waits for it.
///
/// The log begins anew only when all of it was brought over, and under load it has grown again by the end of each pass. So
/// the writer itself does the little that is left after a pass, and its next commit begins the log anew.
final class Checkpointer: Sendable {
    /// The pages in the log that are worth a pass: 16 MB. Starting again reads no more than a few times that.
    static let worthwhile = 4_000
    /// The pages at which the writer waits for the file after all: 256 MB.
    static let most = 64_000

    private enum Phase {
        case idle, passing, finishing, closed
    }

    private let phase = Mutex(Phase.idle)
    private let wish = DispatchSemaphore(value: 0)

    /// To be told after each commit how long the log is. Answers whether the writer is to bring over what is left.
    func committed(pages: Int) -> Bool {
        if pages < Self.worthwhile { return false }
        let (isWanted, isLeft) = phase.withLock { (phase: inout Phase) -> (Bool, Bool) in
            switch phase {
            case .idle:
                phase = .passing
                return (true, false)
            case .finishing:
                phase = .idle
                return (false, true)
            case .passing, .closed: return (false, pages >= Self.most)
            }
        }
        if isWanted { wish.signal() }
        return isLeft
    }

    /// Makes passes until it is closed; the thread's body.
    func run(on database: SQLiteDatabase) {
        while true {
            wish.wait()
            if isClosed { return }
            database.checkpoint()
            phase.withLock { (phase: inout Phase) -> Void in if phase == .passing { phase = .finishing } }
        }
    }

    /// Makes no further pass.
    func close() {
        phase.withLock { (phase: inout Phase) -> Void in phase = .closed }
        wish.signal()
    }

    private var isClosed: Bool { phase.withLock { (phase: inout Phase) -> Bool in phase == .closed } }
}
