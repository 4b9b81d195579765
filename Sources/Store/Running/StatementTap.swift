/// One statement of a write body as an engine is given it: what a bench repeats without everything around it.
package struct TappedStatement: Sendable, Hashable {
    /// The text with its marks, the key of statement caches.
    package let marked: String
    /// What is bound.
    package let values: [DBValue]
    /// Whether its rows are read, so that somebody waits for the answer.
    package let answers: Bool

    /// The text as the engine reads it.
    package func text(for engine: Engine) -> String { SQL.render(marked, for: engine) }

    var sql: SQL { SQL(text: marked, values: values) }
}

/// Is shown every statement of write bodies, before it runs, on the thread that runs it. In production there is none.
package protocol StatementTap: AnyObject, Sendable {
    /// Called in the order in which statements run.
    func saw(_ statement: TappedStatement)
}
