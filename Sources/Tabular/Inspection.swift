import Kernel

/// Looks at the beginning of a file twice: once for its layout, once for its columns.
struct Inspection {
    private let origin: TabularFile.Origin
    private let options: ReadingOptions
    private let vocabulary: [TargetField]

    init(_ origin: TabularFile.Origin, _ options: ReadingOptions, _ vocabulary: [TargetField]) {
        self.origin = origin
        self.options = options
        self.vocabulary = vocabulary
    }

    func run() throws -> TabularFile {
        let text = try openText()
        let head = try beginning(of: text)
        try FileSignature.refuseOtherText(head, name: text.name)
        let stated = Self.statedDelimiter(head)
        let body =
            stated.map { (found: (delimiter: UInt8, length: Int)) -> [UInt8] in Array(head[found.length...]) } ?? head
        let dialect = try DialectGuess.from(body, declared: options.delimiter ?? stated?.delimiter, name: text.name)
        return try profile(dialect, skipping: stated == nil ? 0 : 1)
    }

    private func openText() throws -> TextStream {
        try TextStream(TabularFile.source(origin, options.sourceLimits), encoding: options.encoding)
    }

    /// Up to 256 KiB of text that end with a line where the file goes on.
    private func beginning(of text: TextStream) throws -> [UInt8] {
        let limit = 256 * 1024
        var head: [UInt8] = []
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 64 * 1024, alignment: 16)
        defer { buffer.deallocate() }
        while head.count < limit {
            let count = try text.read(into: buffer)
            if count == 0 { return head }
            head.append(contentsOf: buffer[0..<count])
        }
        let lastLineEnd = head.lastIndex { (byte: UInt8) -> Bool in byte == 0x0a || byte == 0x0d }
        return lastLineEnd.map { (index: Int) -> [UInt8] in Array(head[...index]) } ?? head
    }

    /// The line `sep=;` by which spreadsheets state the delimiter.
    private static func statedDelimiter(_ head: [UInt8]) -> (delimiter: UInt8, length: Int)? {
        let line = head.prefix(16).prefix { (byte: UInt8) -> Bool in byte != 0x0a && byte != 0x0d }
        let bare = line.filter { (byte: UInt8) -> Bool in byte != UInt8(ascii: "\"") }
        guard bare.count == 5, String(decoding: bare.prefix(4), as: UTF8.self).lowercased() == "sep=" else {
            return nil
        }
        var length = line.count
        while length < head.count, head[length] == 0x0a || head[length] == 0x0d { length += 1 }
        return (bare[4], length)
    }

    private func profile(_ dialect: Dialect, skipping leading: Int) throws -> TabularFile {
        let text = try openText()
        let reader = RecordReader(text, dialect: dialect, limits: options.recordLimits)
        for _ in 0..<leading { _ = try reader.next() }
        guard try reader.next() else {
            throw Problem(.invalid, "tabular.empty", "The file is empty", detail: "\(text.name) has no records.")
        }
        let first = reader.record.cells()
        let firstLine = reader.record.line
        var builders = first.enumerated().map { (index: Int, cell: String) -> ProfileBuilder in
            ProfileBuilder(index: index, header: Self.name(cell, index))
        }
        var sampled = 0
        var isWhole = true
        while try reader.next() {
            if sampled == options.sampleRecords {
                isWhole = false
                break
            }
            sampled += 1
            for index in builders.indices {
                reader.record.withTrimmedBytes(index) { (cell: CellBytes) in
                    builders[index].add(cell, line: reader.record.line)
                }
            }
        }
        let below = builders.map { (builder: ProfileBuilder) -> ColumnProfile in builder.profile() }
        let presence = try presence(first, below, text.name)
        if presence.hasHeader {
            return file(text, dialect, presence.evidence, below, leading + 1, sampled, isWhole)
        }
        let all = first.enumerated().map { (index: Int, cell: String) -> ColumnProfile in
            var builder = builders[index].renamed("column \(index + 1)")
            var cell = cell
            cell.withUTF8 { (bytes: CellBytes) in builder.add(CellText.trimmed(bytes), line: firstLine) }
            return builder.profile()
        }
        return file(text, dialect, presence.evidence, all, leading, sampled + 1, isWhole)
    }

    private func presence(
        _ first: [String], _ below: [ColumnProfile], _ name: String
    ) throws -> (hasHeader: Bool, evidence: HeaderPresence) {
        if let declared = options.hasHeader { return (declared, .declared) }
        let guess = HeaderGuess.judge(first, below: below, vocabulary: vocabulary)
        if guess == .assumed, !vocabulary.isEmpty {
            throw Problem(
                .invalid, "tabular.header_unclear", "It cannot be told whether the first line names the columns",
                detail: "The first line of \(name) is: " + first.joined(separator: ", "),
                remedy: "Say whether the file has a header line.")
        }
        return (guess != .absent, guess)
    }

    private func file(
        _ text: TextStream, _ dialect: Dialect, _ header: HeaderPresence, _ profiles: [ColumnProfile],
        _ leading: Int, _ sampled: Int, _ isWhole: Bool
    ) -> TabularFile {
        TabularFile(
            name: text.name, encoding: text.guess, dialect: dialect, header: header,
            headers: profiles.map { (profile: ColumnProfile) -> String in profile.header }, profiles: profiles,
            sampledRecords: sampled, isWholeFileSampled: isWhole, origin: origin, options: options,
            leadingRecords: leading)
    }

    private static func name(_ cell: String, _ index: Int) -> String {
        var cell = cell
        let trimmed = cell.withUTF8 { (bytes: CellBytes) -> String in
            String(decoding: CellText.trimmed(bytes), as: UTF8.self)
        }
        return trimmed.isEmpty ? "column \(index + 1)" : trimmed
    }
}
