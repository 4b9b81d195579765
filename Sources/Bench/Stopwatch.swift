/// Nanoseconds that only go forward, from whoever may read a clock.
public struct Stopwatch: Sendable {
    /// The nanoseconds by now.
    public let now: @Sendable () -> UInt64

    /// A stopwatch that reads this clock.
    public init(_ now: @escaping @Sendable () -> UInt64) { self.now = now }

    /// The seconds since an earlier reading.
    func seconds(since start: UInt64) -> Double { Double(now() &- start) / 1e9 }
}

/// How long many of one thing took.
public struct Timings: Codable, Sendable {
    /// How many.
    public let count: Int
    /// In how long, all together.
    public let seconds: Double
    /// How many in a second.
    public let perSecond: Double
    /// Half of them were at least as quick as this.
    public let p50Ms: Double
    /// And 95, 99 of a hundred as these.
    public let p95Ms, p99Ms: Double

    init(_ nanoseconds: [UInt64], in seconds: Double) {
        let sorted = nanoseconds.sorted()
        func at(_ share: Double) -> Double {
            guard !sorted.isEmpty else { return 0 }
            let nanoseconds = sorted[min(sorted.count - 1, Int(Double(sorted.count) * share))]
            return Double(nanoseconds) / 1e6
        }
        count = sorted.count
        self.seconds = seconds
        perSecond = seconds > 0 ? Double(sorted.count) / seconds : 0
        (p50Ms, p95Ms, p99Ms) = (at(0.50), at(0.95), at(0.99))
    }
}
