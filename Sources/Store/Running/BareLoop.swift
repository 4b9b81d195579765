import CPostgres
import CSQLite
import Kernel

/// Tapped statements again and nothing else, one thread and one connection: what an engine can do with them at most.
package final class BareLoop {
    /// How much of ours stands between the loop and the engine.
    package enum Layer: String, Sendable, CaseIterable {
        /// The engine's own calls on statements that were prepared before.
        case engine
        /// The connection that bodies get.
        case connection
    }

    private enum Driver {
        case sqlite(SQLiteDatabase)
        case postgres(PostgresSession)
    }

    private let driver: Driver
    private let layer: Layer
    private var prepared: [String: SQLiteStatement] = [:]

    /// Opens a connection of its own to a database that nobody else uses meanwhile.
    package init(_ url: String, layer: Layer, options: StoreOptions) throws {
        self.layer = layer
        if url.hasPrefix("sqlite:") {
            driver = .sqlite(
                try SQLiteDatabase(
                    SQLiteDatabase.Settings(
                        path: String(url.dropFirst(7)), isMemory: false, isReader: false,
                        synchronous: options.synchronous, busyTimeout: options.busyTimeout,
                        cacheSize: options.statementCacheSize)))
        } else {
            driver = .postgres(
                try PostgresSession(
                    PostgresAddress(url), cacheSize: options.statementCacheSize, lockTimeout: options.busyTimeout))
        }
    }

    /// Closes the connection.
    package func close() {
        prepared = [:]
        switch driver {
        case .sqlite(let database): database.close()
        case .postgres: return
        }
    }

    /// Prepares what will be run, so that the loop does not.
    package func prepare(_ statements: [TappedStatement]) throws {
        guard case .sqlite(let database) = driver, layer == .engine else { return }
        for statement in statements where prepared[statement.marked] == nil {
            var handle: OpaquePointer?
            let code = sqlite3_prepare_v3(
                database.pointer, statement.text(for: .sqlite), -1, UInt32(SQLITE_PREPARE_PERSISTENT), &handle, nil)
            guard code == SQLITE_OK, let handle else { throw DBError(.other, "cannot prepare \(statement.marked)") }
            prepared[statement.marked] = SQLiteStatement(handle, marked: statement.marked)
        }
    }

    /// The statements of one body as the engine's own loop wants them: nothing is looked up while it runs.
    package struct Body {
        fileprivate let steps: [(statement: SQLiteStatement?, tapped: TappedStatement)]
    }

    /// Makes the statements of one body ready to run.
    package func body(_ statements: [TappedStatement]) -> Body {
        Body(steps: statements.map { (statement: prepared[$0.marked], tapped: $0) })
    }

    /// Runs the bodies in one transaction and commits it.
    package func commit(_ bodies: ArraySlice<Body>) throws {
        switch driver {
        case .sqlite(let database):
            try database.run("BEGIN IMMEDIATE")
            for body in bodies { try run(body, database) }
            try database.run("COMMIT")
        case .postgres(let session):
            try session.control("BEGIN ISOLATION LEVEL READ COMMITTED", waits: layer == .engine)
            for body in bodies { try run(body, session) }
            try session.commit()
        }
    }

    private func run(_ body: Body, _ database: SQLiteDatabase) throws {
        switch layer {
        case .engine: for step in body.steps { try run(step.tapped, step.statement) }
        case .connection: try run(body, on: Connection(.sqlite(database), lane: 0))
        }
    }

    private func run(_ body: Body, _ session: PostgresSession) throws {
        switch layer {
        // One after the other, as a plain client does; the connection sends ahead what nobody waits for.
        case .engine: for step in body.steps { try session.visit(step.tapped.sql) { (_: inout Row) -> Bool in true } }
        case .connection: try run(body, on: Connection(.postgres(session), lane: 0))
        }
    }

    private func run(_ tapped: TappedStatement, _ statement: SQLiteStatement?) throws {
        guard let statement else { throw DBError(.other, "not prepared: \(tapped.marked)") }
        _ = try statement.bind(tapped.values)
        while true {
            let code = sqlite3_step(statement.pointer)
            if code == SQLITE_ROW { continue }
            guard code == SQLITE_DONE else { throw DBError(.other, "statement failed: \(code)", sql: tapped.marked) }
            break
        }
        statement.reset()
    }

    private func run(_ body: Body, on connection: Connection) throws {
        connection.isInTransaction = true
        try connection.run(again: body.steps.map(\.tapped))
        if let failure = connection.failure { throw failure }
    }
}

extension Connection {
    /// Runs what was tapped, in its order.
    package func run(again statements: [TappedStatement]) throws {
        for statement in statements {
            if statement.answers {
                try visit(statement.sql, streaming: false) { (_: inout Row) -> Bool in true }
            } else {
                try send(statement.sql)
            }
        }
    }
}
