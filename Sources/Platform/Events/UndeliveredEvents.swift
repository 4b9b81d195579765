import Kernel
import Store

extension Reader {
    /// The events a subscriber has not handled yet, each as it is read and in no order: what it cannot know. A check of
    /// what a subscriber keeps reads them, so that it holds on a live database too. `body` must not read.
    public func undelivered(to subscriber: Subscriber, _ body: (EventEnvelope) throws -> Void) throws {
        let name = subscriber.name
        let sql: SQL = """
            SELECT \(EventLog.columns) FROM event
            WHERE tenant = \(tenant) AND name IN \(list: subscriber.events.map(\.rawValue)) AND (seq IS NULL
                OR seq > coalesce((SELECT c.seq FROM event_cursor c WHERE c.tenant = \(tenant) AND c.subscriber = \(name)), 0)
                OR seq IN (SELECT f.seq FROM event_failure f WHERE f.tenant = \(tenant) AND f.subscriber = \(name)))
            """
        try each(sql) { row in try body(try EventEnvelope(row: &row)) }
    }
}
