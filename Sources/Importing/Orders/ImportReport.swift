import Kernel

/// What an import did, or would do.
public struct ImportReport: Codable, Sendable {
    /// Something that was not taken, and why.
    public struct Rejection: Codable, Sendable, Hashable {
        /// The document's number, the product's handle, the customer's name.
        public let subject: String
        /// The line of the file, where one is to blame.
        public let line: Int?
        /// Why, in words.
        public let reason: String

        init(subject: String, line: Int? = nil, reason: String) {
            self.subject = subject
            self.line = line
            self.reason = reason
        }
    }

    /// How many rejections and changed documents a report names; the rejects file has all.
    static let namedLimit = 20

    /// The import; absent for a dry run.
    public internal(set) var importID: Reference?
    /// Where it stands: `planned` for a dry run.
    public internal(set) var state: String
    /// Whether an earlier run of the same file was gone on with.
    public internal(set) var isResumed = false
    /// The file.
    public internal(set) var file: String
    /// Which column was read as which field.
    public internal(set) var mapping: [String]
    /// What was counted. On a resumed import, recorded documents are those of both runs.
    public internal(set) var counts = ImportCounts()
    /// What should be known before saying yes: codes taken as services, and the like.
    public internal(set) var notes: [String] = []
    /// The first things that were not taken.
    public internal(set) var rejections: [Rejection] = []
    /// The first documents that are in the shop and say something else.
    public internal(set) var changed: [Rejection] = []

    init(file: String, mapping: [String], state: String) {
        self.file = file
        self.mapping = mapping
        self.state = state
    }

    mutating func reject(_ rejection: Rejection, lines: Int) {
        counts.rejectedDocuments += 1
        counts.rejectedLines += lines
        if rejections.count < Self.namedLimit { rejections.append(rejection) }
    }
}

/// How far an import is.
public struct ImportProgress: Sendable {
    /// What is being done.
    public enum Phase: String, Codable, Sendable, CaseIterable {
        case surveying, preparing, recording, rejecting, undoing
    }

    /// What is being done.
    public let phase: Phase
    /// Documents (or lines, while surveying) that are through.
    public let done: Int
    /// Of how many; nil while that is not known.
    public let total: Int?
    /// The share of the phase, 0...1, where it is known.
    public let share: Double?

    init(_ phase: Phase, done: Int, total: Int? = nil, share: Double? = nil) {
        self.phase = phase
        self.done = done
        self.total = total
        self.share = share ?? total.map { $0 == 0 ? 1 : Double(done) / Double($0) }
    }
}
