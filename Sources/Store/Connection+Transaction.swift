import Kernel

extension Connection {
    /// A transaction on an exclusive connection: committed when `body` returns, undone when it throws.
    public func transaction<Value>(_ body: () throws -> Value) throws -> Value {
        guard !isInTransaction else { throw DBError(.other, "a transaction is open already; use nested") }
        clearFailure()
        try control(engine == .sqlite ? "BEGIN IMMEDIATE" : "BEGIN")
        isInTransaction = true
        statementCount = 0
        defer { isInTransaction = false }
        do {
            let value = try body()
            try settle()
            if let failure { throw failure }
            switch driver {
            case .sqlite(let database): try database.run("COMMIT")
            case .postgres(let session): try session.commit()
            }
            return value
        } catch {
            abandon()
            throw error
        }
    }

    private func abandon() {
        switch driver {
        // A connection that cannot even roll back is closed by whoever owns it.
        case .sqlite(let database): if !database.isAutocommit { try? database.run("ROLLBACK") }
        case .postgres(let session): if !session.isLost { try? session.rollback() }
        }
        clearFailure()
    }
}

extension Connection {
    /// Runs a text of ours once, without keeping it prepared: schema statements.
    func define(_ text: String) throws {
        try count()
        switch driver {
        case .sqlite(let database): try database.executeOnce(text)
        case .postgres(let session): try session.executeOnce(text)
        }
    }
}
