import Kernel

/// Work that did not finish.
enum ExceptionsModule {
    static let module = Module(
        name: "exceptions", summary: "Work that did not finish: raised, tried again, taken care of.",
        migrations: ExceptionSchema.migrations,
        resources: [Resource("exceptions", of: WorkException.self, singular: "exception")],
        actions: [
            RaiseException.self, SettleException.self, RetryException.self, ResolveException.self, ReopenException.self,
            AssignException.self, RedeliverEvents.self,
        ],
        queries: [ListExceptions.self, GetException.self, ListReasons.self],
        events: [
            ExceptionRaised.self, ExceptionResolved.self, ExceptionReopened.self, ExceptionAssigned.self,
        ],
        checks: ExceptionChecks.all, lifecycles: [Lifecycle("Exception", WorkException.lifecycle)],
        staffPermissions: ["exceptions.read", "exceptions.retry", "exceptions.resolve", "exceptions.assign"],
        reasons: [DeadLetters.reason])
}
