import Kernel

extension Connection {
    /// Runs `body` in a savepoint: what it did is undone when it throws, and the transaction goes on unharmed.
    /// Serialization failures stay fatal for the whole transaction, because only running it again helps.
    public func nested<Value>(_ body: () throws -> Value) throws -> Value {
        let name = try enter()
        defer { depth -= 1 }
        do {
            let value = try body()
            try settle()
            if let failure { throw failure }
            try control("RELEASE SAVEPOINT \(name)", waits: false)
            return value
        } catch {
            try undo(name)
            throw error
        }
    }

    /// Runs `body` in a savepoint that is always undone: previews.
    public func rollingBack<Value>(_ body: () throws -> Value) throws -> Value {
        let name = try enter()
        defer { depth -= 1 }
        do {
            let value = try body()
            try settle()
            if let failure { throw failure }
            try undo(name)
            return value
        } catch {
            try undo(name)
            throw error
        }
    }

    private func enter() throws -> String {
        if let failure { throw failure }
        guard isInTransaction else { throw DBError(.other, "a savepoint needs a transaction") }
        if hasUnsettled { try settle() }
        let name = "n\(depth)"
        try control("SAVEPOINT \(name)", waits: false)
        depth += 1
        return name
    }

    private func undo(_ name: String) throws {
        discardSent()
        let isFatal: Bool
        switch failure?.kind {
        case .serialization, .connection, .full, .io, .corrupt: isFatal = true
        case .unique, .foreignKey, .check, .notNull, .busy, .other, nil: isFatal = false
        }
        // The transaction is lost with such a failure; it stays marked, and the commit will say so.
        if isFatal { return }
        do {
            clearFailure()
            try control("ROLLBACK TO SAVEPOINT \(name)", waits: false)
            try control("RELEASE SAVEPOINT \(name)", waits: false)
        } catch let error as DBError {
            mark(error)
            throw error
        }
    }

    private var hasUnsettled: Bool {
        switch driver {
        case .sqlite: false
        case .postgres(let session): session.hasUnsettled
        }
    }

    /// Waits for what was sent; a failure among it is remembered, not thrown.
    private func discardSent() {
        do { try settle() } catch let error as DBError { mark(error) } catch {}
    }

    private func mark(_ error: DBError) {
        switch driver {
        case .sqlite(let database): database.failure = database.failure ?? error
        case .postgres(let session): session.failure = session.failure ?? error
        }
    }
}
