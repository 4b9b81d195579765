import Kernel
import Platform
import Store
import Tabular

/// Why a line was not taken.
public struct RejectCause: Codable, Sendable, Hashable {
    /// For programs.
    public enum Code: String, Codable, Sendable, CaseIterable, DBEncodable, DBDecodable {
        /// This very line cannot be read.
        case unreadable
        /// Another line of the same document cannot be taken.
        case document
        /// The shop refuses what the line says.
        case refused
        /// The shop has it already, saying something else.
        case changed
    }

    /// For programs.
    public let code: Code
    /// The field at fault, where one is.
    public let field: String?
    /// In words.
    public let reason: String

    init(_ code: Code, field: String? = nil, _ reason: String) {
        self.code = code
        self.field = field
        self.reason = reason
    }
}

/// Takes lines that were not taken, as they stand in the file.
protocol RejectTaker: AnyObject {
    /// Takes one line of a file with these columns.
    func take(_ record: TabularRecord, _ cause: RejectCause, headers: [String]) throws
    /// Every line was given.
    func close() async throws
}

/// Writes them as CSV, to be corrected and imported again.
final class RejectFile: RejectTaker {
    private let sink: ByteSink
    private var writer: RejectWriter?

    init(_ sink: ByteSink) { self.sink = sink }

    func take(_ record: TabularRecord, _ cause: RejectCause, headers: [String]) throws {
        var writer = self.writer ?? RejectWriter(sink, headers: headers)
        try writer.reject(record, reason: cause.reason)
        self.writer = writer
    }

    func close() async throws { try sink.close() }
}

/// Keeps them with the import, up to a bound; how many there are in all, the import counts.
final class RejectStore: RejectTaker {
    /// How many lines are kept.
    static let limit = 10_000
    private let owner: RawID
    private let put: (KeepRejects) async throws -> Void
    private var lines: [RejectedLine] = []
    private var headers: [String] = []
    private let task: ID<ImportTask>
    private let lease: String

    init(
        _ task: ImportTask, lease: String, put: @escaping (KeepRejects) async throws -> Void
    ) {
        self.task = task.id
        owner = task.rejectOwner
        self.lease = lease
        self.put = put
    }

    func take(_ record: TabularRecord, _ cause: RejectCause, headers: [String]) throws {
        guard lines.count < Self.limit else { return }
        self.headers = headers
        lines.append(
            RejectedLine(
                position: lines.count + 1, line: record.line, code: cause.code, field: cause.field,
                reason: cause.reason, cells: record.cells()))
    }

    func close() async throws {
        var start = 0
        repeat {
            let part = Array(lines[start..<min(start + KeepRejects.partLimit, lines.count)])
            try await put(
                KeepRejects(task: task, lease: lease, headers: start == 0 ? headers : nil, lines: part))
            start += KeepRejects.partLimit
        } while start < lines.count
    }
}

extension ImportTask {
    /// What the lines that were not taken belong to: the import, or the trial itself.
    var rejectOwner: RawID { run?.raw ?? id.raw }
}
