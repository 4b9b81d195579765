import Logging
import Synchronization

/// Keeps what an installation tells its operators that they should look at.
struct Journal: LogHandler {
    /// What was said since it was last read.
    final class Pages: Sendable {
        private let lines = Mutex<[(level: Logger.Level, text: String)]>([])

        func add(_ level: Logger.Level, _ text: String) {
            lines.withLock { (lines: inout [(level: Logger.Level, text: String)]) -> Void in
                lines.append((level, text))
            }
        }

        func take() -> [(level: Logger.Level, text: String)] {
            lines.withLock {
                (lines: inout [(level: Logger.Level, text: String)]) -> [(level: Logger.Level, text: String)] in
                defer { lines = [] }
                return lines
            }
        }
    }

    let pages: Pages
    var metadata: Logger.Metadata = [:]
    var logLevel: Logger.Level = .warning

    init(_ pages: Pages) { self.pages = pages }

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) { pages.add(event.level, event.message.description) }
}
