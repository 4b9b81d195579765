/// How many jobs of each queue one process runs at a time.
public struct JobSeats: Sendable, Hashable {
    /// Of queues that are not named.
    public static let usual = 32
    private let named: [String: Int]

    /// The seats of some queues; every other has the usual number.
    public init(_ named: [String: Int] = [:]) { self.named = named.mapValues { max(0, $0) } }

    /// Reads `standard=32,slow=2`; nil for anything else.
    public init?(_ text: String) {
        var named: [String: Int] = [:]
        for part in text.split(separator: ",") {
            let pair = part.split(separator: "=", omittingEmptySubsequences: false)
            guard pair.count == 2, let seats = Int(pair[1]), (0...1_000).contains(seats) else { return nil }
            named[String(pair[0])] = seats
        }
        self.init(named)
    }

    /// How many of a queue.
    public subscript(queue: QueueName) -> Int {
        named[queue.rawValue] ?? (queue == .slow ? 2 : Self.usual)
    }
}
