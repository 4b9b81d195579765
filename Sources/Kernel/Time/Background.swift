/// Work that goes on beside whoever began it. A simulation decides where such work runs; everywhere else it runs where
/// any task does.
public enum Background {
    /// Where tasks of this kind run; nil for wherever tasks run.
    @TaskLocal package static var executor: (any TaskExecutor)?

    /// Begins work beside the caller.
    public static func task<Value: Sendable>(
        _ work: @escaping @Sendable () async throws -> Value
    ) -> Task<Value, any Error> {
        Task(executorPreference: executor, operation: work)
    }
}
