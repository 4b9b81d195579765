import Kernel

extension Connection {
    /// Inserts rows, all columns in the order named. Nothing is inserted when one row fails, and the transaction is
    /// spoiled as after any failed statement.
    public func insertMany(into table: StaticString, columns: [StaticString], rows: [[DBValue]]) throws {
        guard !columns.isEmpty else { return }
        var values: [DBValue] = []
        values.reserveCapacity(rows.count * columns.count)
        for row in rows {
            try invariant(
                row.count == columns.count, "a row for \(table) has \(row.count) values for \(columns.count) columns")
            values.append(contentsOf: row)
        }
        try insertMany(into: table, columns: columns, values: values)
    }

    /// The same from one flat array, row after row: the fastest way in.
    public func insertMany(into table: StaticString, columns: [StaticString], values: [DBValue]) throws {
        guard !columns.isEmpty, !values.isEmpty else { return }
        let width = columns.count
        try invariant(values.count % width == 0, "\(values.count) values for \(table) do not fill rows of \(width)")
        try count()
        switch driver {
        case .sqlite(let database):
            let text = Self.insertion(table, columns, rows: 1)
            if let tap {
                for start in stride(from: 0, to: values.count, by: width) {
                    let row = Array(values[start..<(start + width)])
                    tap.saw(TappedStatement(marked: text, values: row, answers: false))
                }
            }
            try database.executeRepeatedly(text, width: width, values: values[...])
        case .postgres(let session):
            try insert(table, columns, values, session)
        }
    }

    /// PostgreSQL: statements of 256, 128, … 1 rows, so that nine texts serve every count.
    private func insert(
        _ table: StaticString, _ columns: [StaticString], _ values: [DBValue], _ session: PostgresSession
    ) throws {
        let width = columns.count
        var rows = 256
        while rows * width > 60_000 { rows /= 2 }
        var start = 0
        while start < values.count {
            let left = (values.count - start) / width
            while rows > left { rows /= 2 }
            let end = start + rows * width
            let statement = SQL(text: Self.insertion(table, columns, rows: rows), values: Array(values[start..<end]))
            tap?.saw(TappedStatement(marked: statement.text, values: statement.values, answers: false))
            if isInTransaction { try session.send(statement) } else { _ = try session.execute(statement) }
            start = end
        }
    }

    private static func insertion(_ table: StaticString, _ columns: [StaticString], rows: Int) -> String {
        var text = "INSERT INTO "
        text.reserveCapacity(32 + columns.count * (16 + 2 * rows))
        text += table.description
        var separator = " ("
        for column in columns {
            text += separator
            text += column.description
            separator = ", "
        }
        text += ") VALUES "
        let mark = DBKind.inferred.mark
        for row in 0..<rows {
            text += row == 0 ? "(" : ",("
            for position in columns.indices {
                if position > 0 { text += "," }
                text += mark
            }
            text += ")"
        }
        return text
    }
}
