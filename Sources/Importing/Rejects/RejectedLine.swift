import Kernel
import Platform
import Store
import Tabular

/// A line of a file that was not taken, and why.
public struct RejectedLine: Codable, Sendable {
    /// Its place among those that were not taken, from 1.
    public let position: Int
    /// The line of the file, from 1.
    public let line: Int
    /// Why, for programs.
    public let code: RejectCause.Code
    /// The field at fault, where one is.
    public let field: String?
    /// Why, in words.
    public let reason: String
    /// The cells as they stand in the file.
    public let cells: [String]

    static let columns: SQL = "position, line, code, field, reason, cells"

    init(position: Int, line: Int, code: RejectCause.Code, field: String?, reason: String, cells: [String]) {
        self.position = position
        self.line = line
        self.code = code
        self.field = field
        self.reason = reason
        self.cells = cells
    }

    init(row: inout Row) throws {
        position = try row.next()
        line = try row.next()
        code = try row.next()
        field = try row.next()
        reason = try row.next()
        cells = try StoredJSON.read(row.next())
    }
}

/// Keeps lines that were not taken with their import; the first part takes the place of what an earlier run left.
struct KeepRejects: Action {
    static let name: ActionName = "imports.keep_rejects"
    static let permission = Permission.importsRun
    static let summary = "Keeps the lines of a file that were not taken, with the reasons."
    static let route = ActionRoute.internalOnly

    /// How many are written in one transaction.
    static let partLimit = 500

    var task: ID<ImportTask>
    var lease: String
    /// The columns of the file, with the first part.
    var headers: [String]?
    var size: Int
    /// The lines; they are data of the shop's customers and no part of the audit.
    var lines: [RejectedLine] = []

    enum CodingKeys: String, CodingKey { case task, lease, headers, size }

    init(task: ID<ImportTask>, lease: String, headers: [String]?, lines: [RejectedLine]) {
        self.task = task
        self.lease = lease
        self.headers = headers
        self.lines = lines
        size = lines.count
    }

    func perform(in tx: Transaction) throws -> Done {
        var record = try tx.find(task)
        try record.require(lease: lease)
        let owner = record.rejectOwner
        if let headers {
            try tx.execute("DELETE FROM import_reject WHERE tenant = \(tx.tenant) AND owner = \(owner)")
            record.headers = headers
            record.leaseUntil = tx.now + TaskPolicy.lease
            try tx.save(&record)
        }
        var values: [DBValue] = []
        for line in lines {
            values += [
                tx.tenant.dbValue, owner.dbValue, line.position.dbValue, line.line.dbValue, line.code.dbValue,
                line.field.dbValue, line.reason.dbValue, StoredJSON.text(line.cells).dbValue,
            ]
        }
        try tx.insertMany(
            into: "import_reject",
            columns: ["tenant", "owner", "position", "line", "code", "field", "reason", "cells"], values: values)
        return Done()
    }
}

/// The lines of an import that were not taken, in the order of the file. At most 10,000 are kept; the import counts all.
public struct ListRejects: ListQuery {
    /// imports.rejects
    public static let name: QueryName = "imports.rejects"
    /// Who may.
    public static let permission = Permission.importsRead
    /// For people.
    public static let summary = "The lines of an import that were not taken, with the reasons; at most 10,000 are kept."

    /// The import.
    public var `import`: ID<ImportRun>
    /// How many rows, 1 to 100; 25 when absent.
    public var limit: Int?
    /// The cursor of the page before.
    public var after: String?

    /// The rejects of an import.
    public init(import: ID<ImportRun>, limit: Int? = nil, after: String? = nil) {
        self.import = `import`
        self.limit = limit
        self.after = after
    }

    /// Two statements: the import, and the page.
    public func fetch(in db: Reader) throws -> Page<RejectedLine> {
        let run = try db.find(`import`)
        return try RejectedLine.page(of: run.id.raw, limit, after, in: db)
    }
}

/// The lines that an import would not take, as a trial of it found.
public struct ListTrialRejects: ListQuery {
    /// imports.trial_rejects
    public static let name: QueryName = "imports.trial_rejects"
    /// Who may.
    public static let permission = Permission.importsRead
    /// For people.
    public static let summary = "The lines that an import would not take, as a trial of it found."

    /// The trial.
    public var trial: ID<ImportTask>
    /// How many rows, 1 to 100; 25 when absent.
    public var limit: Int?
    /// The cursor of the page before.
    public var after: String?

    /// The rejects of a trial.
    public init(trial: ID<ImportTask>, limit: Int? = nil, after: String? = nil) {
        self.trial = trial
        self.limit = limit
        self.after = after
    }

    /// Two statements: the trial, and the page.
    public func fetch(in db: Reader) throws -> Page<RejectedLine> {
        let task = try db.find(trial)
        return try RejectedLine.page(of: task.rejectOwner, limit, after, in: db)
    }
}

extension RejectedLine {
    static func page(of owner: RawID, _ limit: Int?, _ after: String?, in db: Reader) throws -> Page<RejectedLine> {
        try db.page(
            columns, from: "import_reject", where: ["tenant = \(db.tenant)", "owner = \(owner)"],
            order: .ascending("position"), limit: limit, after: after
        ) { row in try RejectedLine(row: &row) }
    }
}

/// The lines that were not taken as a file, in the layout `martlet import --rejects` writes: correct it, import it again.
public struct RejectExport: Sendable {
    let installation: Installation
    let invocation: Invocation
    let owner: RawID
    let headers: [String]

    /// What a trial would not take.
    public static func of(
        trial: ID<ImportTask>, _ installation: Installation, as invocation: Invocation
    ) async throws -> RejectExport {
        try await make(installation, invocation) { db in try db.find(trial) }
    }

    /// What an import did not take.
    public static func of(
        _ run: ID<ImportRun>, _ installation: Installation, as invocation: Invocation
    ) async throws -> RejectExport {
        try await make(installation, invocation) { db in
            let run = try db.find(run)
            guard let task = try ImportTask.latest(of: run.id, in: db) else { throw Problem.notFound(run.id.reference) }
            return task
        }
    }

    private static func make(
        _ installation: Installation, _ invocation: Invocation,
        _ task: @Sendable @escaping (Reader) throws -> ImportTask
    ) async throws -> RejectExport {
        try invocation.caller.require(.importsRead)
        let task = try await installation.read(as: invocation, task)
        return RejectExport(
            installation: installation, invocation: invocation, owner: task.rejectOwner, headers: task.headers)
    }

    /// Gives the file out piece by piece.
    public func write(_ body: ([UInt8]) async throws -> Void) async throws {
        var last = 0
        var isFirst = true
        while true {
            let start = last
            let lines = try await installation.read(as: invocation) { db in
                try db.rows(
                    """
                    SELECT \(RejectedLine.columns) FROM import_reject
                    WHERE tenant = \(db.tenant) AND owner = \(owner) AND position > \(start)
                    ORDER BY position LIMIT 500
                    """
                ) { row in try RejectedLine(row: &row) }
            }
            guard let end = lines.last else { return }
            last = end.position
            try await body(try csv(lines, withHeader: isFirst))
            isFirst = false
        }
    }

    private func csv(_ lines: [RejectedLine], withHeader: Bool) throws -> [UInt8] {
        let sink = ByteSink()
        var writer = CSVWriter(sink)
        if withHeader { try writer.write(headers + ["line", "reason"]) }
        for line in lines {
            let cells = RejectWriter.row(line.cells, headers: headers.count, line: line.line, reason: line.reason)
            try writer.write(cells)
        }
        return sink.bytes
    }
}
