import Kernel
import Tabular

/// Readers of files.
extension FuzzTarget {
    static let lists: [FuzzTarget] = [csv, gzip, cells]

    private static let columns = [
        TargetField(key: "name", label: "Name", synonyms: ["title"], isRequired: true),
        TargetField(key: "price", label: "Price", kind: .number),
        TargetField(key: "day", label: "Day", synonyms: ["date"], kind: .dateTime),
    ]

    /// The first byte chooses what is said about the file, the rest is the file.
    private static let csv = FuzzTarget(
        "csv",
        seeds: {
            [
                "0Name,Price,Day\nA,1.50,2026-01-02\n\"B, \"\"b\"\"\",2,2026-01-03\n",
                "1Name;Price\r\nX;1,5\r\nY;2,5\r\n", "2Name\tPrice\nA\t1\n", "3sep=;\na;b\n1;2\n", "4a|b\n\"x\ny\"|2\n",
            ].map { Array($0.utf8) } + [[5, 0xff, 0xfe, 0x61, 0, 0x2c, 0, 0x62, 0, 10, 0, 0x31, 0, 0x2c, 0, 0x32, 0]]
        }
    ) { bytes in
        guard let choice = bytes.first else { return }
        try readAll(Array(bytes.dropFirst()), choice)
    }

    private static func readAll(_ bytes: [UInt8], _ choice: UInt8) throws {
        let encodings: [TextEncoding?] = [nil] + TextEncoding.allCases
        let delimiters: [UInt8?] = [nil, UInt8(ascii: ","), UInt8(ascii: ";"), 9, UInt8(ascii: "|")]
        let options = ReadingOptions(
            encoding: encodings[Int(choice) % encodings.count],
            delimiter: delimiters[Int(choice) / encodings.count % delimiters.count],
            hasHeader: [nil, true, false][Int(choice) % 3],
            sourceLimits: SourceLimits(maximumBytes: 1 << 20, maximumExpansion: 20, ratioFloor: 1 << 16))
        let file = try TabularFile.inspect(bytes: bytes, options: options, vocabulary: columns)
        let mapping = try? ColumnMapping(columns).resolve(file)
        var prices = mapping?.numbers("price")
        var days = mapping?.dates("day")
        let reader = try file.open()
        var count = 0
        while try reader.next() {
            count += 1
            let cells = reader.record.cells()
            try require(cells.count == reader.record.count, "a record has other cells than it counts")
            if reader.record.defect == nil {
                _ = try? prices?.micros(reader.record)
                _ = try? days?.dateTime(reader.record)
            }
        }
        try require(count <= bytes.count + 1, "\(count) records in \(bytes.count) bytes")
    }

    private static let gzip = FuzzTarget(
        "gzip",
        seeds: {
            // "a,b\n1,2\n"
            [
                [
                    0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3, 0x4b, 0xd4, 0x49, 0xe2, 0x32, 0xd4, 0x31, 0xe2, 0x02, 0, 0xcc,
                    0x6e, 0x5b,
                    0x45, 8, 0, 0, 0,
                ], [0x1f, 0x8b], [0x50, 0x4b, 3, 4],
            ]
        }
    ) { bytes in
        let limits = SourceLimits(maximumBytes: 1 << 20, maximumExpansion: 20, ratioFloor: 1 << 16)
        let source = try ByteSource(bytes: bytes, limits: limits)
        var total = 0
        var part = [UInt8](repeating: 0, count: 4096)
        while true {
            let count = try part.withUnsafeMutableBytes { target in try source.read(into: target) }
            if count == 0 { break }
            total += count
            try require(total <= 1 << 20, "\(bytes.count) bytes became \(total)")
        }
    }

    private static let cells = FuzzTarget(
        "cells",
        ["1,234.50", "(5.00)", "1.234,5-", "2026-01-02 10:00", "1/12/2010 8:26", "31.12.2025", "12/31/25 5:01 PM"]
    ) { text in
        for style in NumberStyle.allCases {
            guard let micros = try? NumberText.micros(text, style: style) else { continue }
            let written = Quantity(micros: micros).description
            try require(try NumberText.micros(written, style: .point) == micros, "\(text) is read as \(written)")
        }
        for order in DateOrder.allCases {
            guard let time = DateTimeText.parse(text, order: order) else { continue }
            try require((1...12).contains(time.month) && (1...31).contains(time.day), "\(text) is read as \(time)")
        }
    }
}
