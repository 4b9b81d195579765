import Store
import Synchronization

/// What goes wrong with the machine in a round, and where: at the so-manieth time it comes to such a place.
public struct Fault: Sendable, Hashable, CustomStringConvertible {
    /// What becomes of it.
    public enum Effect: String, Sendable, CaseIterable {
        /// The disk says that it is full.
        case full
        /// The disk cannot be written or read.
        case broken
        /// The process ends; it is started again for the next round.
        case death
    }

    /// Where.
    package let boundary: StorageBoundary
    /// At which visit of such a place in the round, from 1.
    package let visit: Int
    /// What.
    package let effect: Effect

    /// As a trace names it.
    public var description: String {
        let place =
            switch boundary {
            case .statement: "statement \(visit)"
            case .commit: "commit \(visit)"
            case .reply: "the reply to commit \(visit)"
            }
        return switch (boundary, effect) {
        case (.reply, .full), (.reply, .broken): "\(place) is lost"
        case (_, .full): "\(place) finds the disk full"
        case (_, .broken): "\(place) finds the disk broken"
        case (_, .death): "the process dies at \(place)"
        }
    }
}

/// Makes at most one fault a round happen.
final class PlannedFault: StorageFaults {
    private struct State {
        var fault: Fault?
        var visits = 0
        var happened = false
    }

    private let state = Mutex(State())

    /// Begins a round with a fault, or without one.
    func plan(_ fault: Fault?) {
        state.withLock { (state: inout State) -> Void in state = State(fault: fault) }
    }

    /// Whether the fault of the round has happened.
    var happened: Bool { state.withLock { (state: inout State) -> Bool in state.happened } }

    /// Whether the process is dead.
    var killed: Bool {
        state.withLock { (state: inout State) -> Bool in state.happened && state.fault?.effect == .death }
    }

    func failure(at boundary: StorageBoundary) -> DBError? {
        state.withLock { (state: inout State) -> DBError? in
            guard let fault = state.fault else { return nil }
            // Nothing a dead process asks of the disk happens.
            if state.happened { return fault.effect == .death && boundary != .reply ? Self.dead : nil }
            guard fault.boundary == boundary else { return nil }
            state.visits += 1
            guard state.visits == fault.visit else { return nil }
            state.happened = true
            return switch (boundary, fault.effect) {
            case (.reply, _): DBError(.connection, "the reply to the commit is lost", outcomeUnknown: true)
            case (_, .full): DBError(.full, "the disk is full")
            case (_, .broken): DBError(.io, "the disk is broken")
            case (_, .death): Self.dead
            }
        }
    }

    private static let dead = DBError(.io, "the process is dead")
}
