import Kernel

/// Lets an importer work in portions: it runs until its next gate, and waits there until somebody wants it to go on. The
/// importer itself reads like one piece of work from beginning to end.
actor ImportGate {
    /// What became of a portion.
    enum Portion {
        case waitsAtGate
        case ended(Result<ImportReport, any Error>)
    }

    private var importer: CheckedContinuation<Bool, Never>?
    private var onlooker: CheckedContinuation<Void, Never>?
    private var result: Result<ImportReport, any Error>?
    private var isDropped = false
    /// How far the importer is.
    private(set) var progress: ImportProgress?

    /// Takes down how far it is.
    func note(_ progress: ImportProgress) { self.progress = progress }

    /// Called by the importer between two steps: waits until it may go on. Throws when it never may.
    func pass() async throws {
        if isDropped { throw ImportDropped() }
        onlooker?.resume()
        onlooker = nil
        let goesOn = await withCheckedContinuation { importer = $0 }
        if !goesOn { throw ImportDropped() }
    }

    /// Called when the importer has ended, one way or the other.
    func end(_ result: Result<ImportReport, any Error>) {
        self.result = result
        onlooker?.resume()
        onlooker = nil
    }

    /// Lets the importer work until its next gate or its end.
    func proceed() async -> Portion {
        if let result { return .ended(result) }
        await withCheckedContinuation { (continuation: CheckedContinuation<Void, Never>) in
            onlooker = continuation
            importer?.resume(returning: true)
            importer = nil
        }
        return result.map { .ended($0) } ?? .waitsAtGate
    }

    /// The importer gets no further; it tidies nothing up.
    func drop() {
        isDropped = true
        importer?.resume(returning: false)
        importer = nil
    }
}

/// Ends an importer whose server gave it up, as a crash would: nothing is tidied up, whoever comes next goes on.
struct ImportDropped: Error {}

/// What happens on an importer's way.
struct ImportHooks: Sendable {
    /// Called between two steps.
    var gate: @Sendable () async throws -> Void = {}
    /// Told how far it is.
    var progress: @Sendable (ImportProgress) async -> Void = { _ in }
}
