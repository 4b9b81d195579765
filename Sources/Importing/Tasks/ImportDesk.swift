import Identity
import Kernel
import Platform
import Store

/// Where a server does imports and trials: up to two of a shop at a time, each a portion whenever its turn comes. Nothing
/// of an import is only here: when the server is killed, the next one finds the task and goes on.
actor ImportDesk: WorkDesk {
    /// How many tasks of a shop are at work at a time, so that a trial need not wait for an import.
    static let seatsPerShop = 2
    /// How many steps make a portion.
    static let stepsPerPortion = 5

    private var seats: [Int64: [ImportSeat]] = [:]
    private var busy: Set<Int64> = []

    /// The work as the installation knows it.
    static let work = Work(
        "imports.run",
        waiting: { db, _ in
            try db.rows("SELECT DISTINCT tenant FROM import_task WHERE state IN ('waiting', 'running')") { row in
                try row.next()
            }
        },
        desk: { ImportDesk() })

    /// Does a portion of each task at work in a shop; answers whether more is left here.
    func advance(_ installation: Installation, in tenant: Int64) async throws -> Bool {
        guard busy.insert(tenant).inserted else { return false }
        defer { busy.remove(tenant) }
        var isNew = false
        if seats[tenant, default: []].count < Self.seatsPerShop,
            let seat = try await ImportSeat.take(installation, tenant)
        {
            seats[tenant, default: []].append(seat)
            isNew = true
        }
        var staying: [ImportSeat] = []
        for seat in seats[tenant] ?? [] where await seat.portion(Self.stepsPerPortion) { staying.append(seat) }
        seats[tenant] = staying.isEmpty ? nil : staying
        return isNew || !staying.isEmpty  // behind one that was taken another may wait
    }

    /// Gives everything up that is at work here, as a crash would.
    func abandon() async {
        let given = seats.sorted { $0.key < $1.key }.flatMap(\.value)
        seats = [:]
        for seat in given { await seat.gate.drop() }
    }
}

/// One task at work.
final class ImportSeat: Sendable {
    let gate = ImportGate()
    private let installation: Installation
    private let tenant: Int64
    private let task: ImportTask
    private let lease: String

    private init(_ installation: Installation, _ tenant: Int64, _ task: ImportTask, _ lease: String) {
        self.installation = installation
        self.tenant = tenant
        self.task = task
        self.lease = lease
    }

    private var system: Invocation { installation.system("import", tenant: tenant) }

    /// Takes the next task of a shop that nobody works on, if there is one, and sets an importer on it.
    static func take(_ installation: Installation, _ tenant: Int64) async throws -> ImportSeat? {
        let system = installation.system("import", tenant: tenant)
        guard try await installation.read(as: system, { db in try LeaseImportTask.waits(in: db) }) != nil else {
            return nil
        }
        let lease = installation.ids.next().uuidString
        guard let id = try await installation.perform(LeaseImportTask(lease: lease), as: system).outcome?.task else {
            return nil
        }
        let task = try await installation.read(as: system) { db in try db.find(id) }
        let seat = ImportSeat(installation, tenant, task, lease)
        _ = Background.task {
            do {
                await seat.gate.end(.success(try await seat.work()))
            } catch {
                await seat.gate.end(.failure(error))
            }
        }
        return seat
    }

    /// Lets the importer work for some steps; answers whether it has more to do here.
    func portion(_ steps: Int) async -> Bool {
        do {
            _ = try await asker()
            for _ in 0..<steps {
                switch await gate.proceed() {
                case .waitsAtGate: continue
                case .ended(.success(let report)):
                    try await end(report, nil)
                    return false
                case .ended(.failure(let error)):
                    try await failed(error)
                    return false
                }
            }
            try await keep()
            return true
        } catch let problem as Problem where problem.code == "imports.asker_gone" {
            await gate.drop()
            await giveUp(problem)
            return false
        } catch {
            // Stopped, taken over, or the database is away for now: whoever holds the lease next goes on.
            await gate.drop()
            installation.log.info("import task \(task.id) is left alone: \(error)")
            return false
        }
    }

    /// The person who asked, with what they may do now.
    private func asker() async throws -> Invocation {
        let now = installation.clock.now
        let found = try await installation.store.read { [installation, tenant, task] db in
            try CurrentCaller.of(task.asker, tenant: tenant, registry: installation.registry, at: now, in: db)
        }
        guard let caller = found else {
            throw Problem(
                .forbidden, "imports.asker_gone", "Whoever began this is no longer in the team.",
                remedy: "Begin it again.")
        }
        try caller.require(BeginImport.permission)
        var invocation = system
        invocation.caller = caller
        return invocation
    }

    /// The whole work, through the gate step by step.
    private func work() async throws -> ImportReport {
        let invocation = try await asker()
        if task.attempts > TaskPolicy.attemptLimit {
            throw Problem(
                .conflict, "imports.kept_failing",
                "Servers ended \(TaskPolicy.attemptLimit) times while they did this.",
                remedy: "Look at the servers' log, then begin it again.")
        }
        let (upload, shop, run) = try await installation.read(as: system) { [task] db in
            (try db.find(task.upload), try db.shop, try task.run.map { run in try db.find(run) })
        }
        if let run, run.state == .finished { return ImportReport(finished: run) }
        let file = try await ImportUploads.fetch(upload, installation, as: system)
        let gate = gate
        let hooks = ImportHooks(gate: { try await gate.pass() }, progress: { await gate.note($0) })
        let rejects = RejectStore(task, lease: lease) { [installation] part in
            _ = try await installation.perform(part, as: invocation)
        }
        let report = try await importing(.path(file.path), shop, invocation, hooks, rejects)
        withExtendedLifetime(file) {}
        return report
    }

    private func importing(
        _ source: ImportSource, _ shop: Shop, _ invocation: Invocation, _ hooks: ImportHooks, _ rejects: RejectStore
    ) async throws -> ImportReport {
        let isTrial = task.purpose == .trial
        let background = BackgroundTask(task: task.id, lease: lease)
        let work = ImportWork(
            installation: installation, shop: shop, invocation: invocation, background: background, hooks: hooks)
        switch task.kind {
        case .orders:
            var importer = OrderImporter(installation, shop, invocation, try task.options.orders(task.mapping))
            importer.background = background
            importer.hooks = hooks
            return try await importer.run(source, dryRun: isTrial, rejects: rejects)
        case .products:
            let importer = ProductImporter(work, try task.options.file(task.mapping))
            return try await importer.run(source, dryRun: isTrial, rejects: rejects)
        case .customers:
            let importer = CustomerImporter(work, try task.options.file(task.mapping), tag: task.options.tag)
            return try await importer.run(source, dryRun: isTrial, rejects: rejects)
        }
    }

    private func keep() async throws {
        let progress = await gate.progress
        let stored = try await installation.read(as: system) { [task] db in try db.find(task.id) }
        try stored.require(lease: lease)
        let isNew = progress?.phase != stored.phase
        guard isNew || installation.clock.now - stored.updatedAt >= TaskPolicy.noteEvery else { return }
        _ = try await installation.perform(
            KeepImportTask(
                task: task.id, lease: lease, phase: progress?.phase, done: progress?.done ?? 0, total: progress?.total),
            as: system)
    }

    private func failed(_ error: any Error) async throws {
        if error is ImportDropped { return }
        let problem = error as? Problem ?? (error as? DBError)?.problem
        guard let problem, problem.kind != .unavailable, !(error is CancellationError) else {
            throw error  // it is tried again when the lease is over
        }
        try await end(nil, problem)
    }

    private func giveUp(_ problem: Problem) async {
        do {
            try await end(nil, problem)
        } catch {
            installation.log.warning("import task \(task.id) could not be ended: \(error)")
        }
    }

    private func end(_ report: ImportReport?, _ problem: Problem?) async throws {
        _ = try await installation.perform(
            EndImportTask(
                task: task.id, lease: lease, report: report, failureCode: problem?.code, failure: problem?.inWords),
            as: system)
    }
}

extension ImportReport {
    /// The report of an import that was through before its server could say so.
    init(finished run: ImportRun) {
        self.init(file: run.fileName, mapping: [run.mapping], state: run.state.rawValue)
        importID = run.id.reference
        counts = run.counts
    }
}
