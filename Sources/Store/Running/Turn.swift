import Kernel
import Synchronization

/// On whose behalf work waits for the database, and for how long. It decides when a body runs and whether it is
/// begun at all, never what it does; that is why it comes with the task and not as an argument.
///
/// Once something was changed for it, all further work of the same turn is carried through: nobody hears "too busy" about
/// a change that was made.
public final class Turn: Sendable {
    /// Whose work shares a line. The lines take turns, one body each.
    public enum Party: Hashable, Sendable {
        /// Martlet's own work, and everything that has no turn.
        case house
        /// Somebody whose shop is not known yet, by a number made of what they show.
        case stranger(Int)
        /// A shop, by its number.
        case shop(Int64)
    }

    /// The turn of the running task.
    @TaskLocal public static var current: Turn?

    private struct State {
        var party: Party
        var hasChanged = false
    }

    private let state: Mutex<State>
    private let patience: TimeSpan
    private let isWanted: @Sendable () -> Bool

    /// A turn whose work is dropped when it has waited for `patience`, or when `isWanted` says no before it is begun. The
    /// answer must be quick: the queue is held meanwhile.
    public init(_ party: Party, patience: TimeSpan, isWanted: @escaping @Sendable () -> Bool = { true }) {
        state = Mutex(State(party: party))
        self.patience = patience
        self.isWanted = isWanted
    }

    /// Whose it is. A stranger's becomes a shop's as soon as it is known who asks.
    public var party: Party {
        get { state.withLock { (state: inout State) -> Party in state.party } }
        set { state.withLock { (state: inout State) -> Void in state.party = newValue } }
    }

    /// Whether something was changed for it, so that the rest must be done too.
    var hasChanged: Bool { state.withLock { (state: inout State) -> Bool in state.hasChanged } }

    func noteChange() { state.withLock { (state: inout State) -> Void in state.hasChanged = true } }

    /// Why work that has waited for some time is not to be begun any more; nil while it is wanted.
    func reasonToDrop(after waited: TimeSpan) -> Refusal? {
        if hasChanged { return nil }
        if !isWanted() { return .deserted }
        return waited >= patience ? .late : nil
    }
}

/// Why work was not begun. Whoever gets one of these knows that nothing was done.
public enum Refusal: String, Sendable, CaseIterable {
    /// Too much waits in all.
    case busy = "store.busy"
    /// Too much of this shop waits.
    case shopBusy = "store.shop_busy"
    /// It waited for longer than anybody waits for an answer.
    case late = "store.late"
    /// Whoever asked has hung up.
    case deserted = "store.deserted"

    /// The refusal that an error is.
    public init?(_ error: any Error) {
        guard let problem = error as? Problem, let refusal = Refusal(rawValue: problem.code) else { return nil }
        self = refusal
    }

    /// What whoever asked is told.
    public var problem: Problem {
        switch self {
        case .busy:
            Problem(
                .unavailable, rawValue, "Too many requests are waiting at the moment.", remedy: "Try again in a moment."
            )
        case .shopBusy:
            Problem(
                .tooMany, rawValue, "Too many requests of this shop are waiting at the moment.",
                remedy: "Wait a moment, then send fewer at a time.")
        case .late:
            Problem(
                .unavailable, rawValue, "The request waited too long and was not begun.",
                remedy: "Try again in a moment.")
        case .deserted:
            Problem(.unavailable, rawValue, "Nobody waited for the request any more; it was not begun.")
        }
    }
}
