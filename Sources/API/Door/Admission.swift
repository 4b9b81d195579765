import Kernel
import NIOCore
import Store
import Synchronization

/// Who comes in at once: no key and no session has more requests under way than one shop may have waiting for the
/// database. What is more is refused at the door, where it costs next to nothing.
final class Admission: Sendable {
    private let underWay = Mutex<[Turn.Party: Int]>([:])
    private let share: Int
    /// How long a refusal keeps its connection busy, so that whoever asks again at once does not keep the server busy.
    let pause: TimeSpan

    /// At most `share` requests of one party.
    init(share: Int, pause: TimeSpan) {
        self.share = max(1, share)
        self.pause = pause
    }

    /// Lets a request in, or refuses it; `leave` follows when it was let in.
    func enter(_ party: Turn.Party) throws {
        let isFull = underWay.withLock { (counts: inout [Turn.Party: Int]) -> Bool in
            if counts[party, default: 0] >= share { return true }
            counts[party, default: 0] += 1
            return false
        }
        if isFull { throw Refusal.shopBusy.problem }
    }

    /// The request has been answered.
    func leave(_ party: Turn.Party) {
        underWay.withLock { (counts: inout [Turn.Party: Int]) -> Void in
            let left = (counts[party] ?? 1) - 1
            counts[party] = left > 0 ? left : nil
        }
    }

    /// Waits before a refusal is told. Nothing is held meanwhile but the connection.
    func delay(_ refusal: Refusal, on channel: any Channel) async {
        switch refusal {
        case .busy, .shopBusy:
            if pause <= .zero { return }
            let wait = channel.eventLoop.scheduleTask(in: .microseconds(pause.microseconds)) {}
            try? await wait.futureResult.get()  // it fails when the server stops
        case .late, .deserted: return  // these have waited
        }
    }
}
