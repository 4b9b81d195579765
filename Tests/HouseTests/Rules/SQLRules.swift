/// Whose table a statement names, and whether it stays inside one shop.
enum SQLRules {
    static func foreignTables(_ tree: SourceTree) -> [Finding] {
        let owners = Dictionary(tables(of: tree).map { ($0.name, $0.folder) }, uniquingKeysWith: { first, _ in first })
        return statements(of: tree).flatMap { file, line, sql in
            sql.mentions.compactMap { mention in
                guard let owner = owners[mention.table], owner != file.folder else { return nil }
                return Finding(
                    rule: .foreignTable, subject: "\(file.path):\(mention.table)", path: file.path,
                    line: line + mention.lineOffset,
                    message: "table \(mention.table) belongs to \(owner): perform its action or ask its query")
            }
        }
    }

    /// Every mention of a table that has a tenant needs one: in WHERE, in the join, or among the columns of
    /// an INSERT. Tables with another key are found before the shop is known.
    static func missingTenants(_ tree: SourceTree) -> [Finding] {
        let tenanted = Set(tables(of: tree).filter { $0.hasTenant && $0.primaryKey.first == "tenant" }.map(\.name))
        return statements(of: tree).compactMap { file, line, sql in
            let named = sql.mentions.filter { tenanted.contains($0.table) }
            guard let first = named.first, sql.count(of: "tenant") < named.count - (sql.beginsWithTable ? 1 : 0) else {
                return nil  // where only a table is asked for, somebody else writes its condition
            }
            if sql.splicesConditions, saysTenant(file, near: line) { return nil }
            return Finding(
                rule: .missingTenant, subject: file.path, path: file.path, line: line + first.lineOffset,
                message:
                    "names \(named.map(\.table).joined(separator: ", ")) but says tenant \(sql.count(of: "tenant")) times"
            )
        }
    }

    /// Conditions that are spliced into a statement stand a few lines away from it.
    private static func saysTenant(_ file: SourceFile, near line: Int) -> Bool {
        file.text.strings.contains { string in
            abs(string.line - line) <= 20 && string.text.contains("tenant = ") && !string.text.contains("FROM ")
        }
    }

    /// Keys begin with the tenant, so that tables can be spread by tenant without a change.
    static func primaryKeys(_ tree: SourceTree) -> [Finding] {
        tables(of: tree).filter { $0.primaryKey.first != "tenant" }.map { table in
            let key =
                table.primaryKey.isEmpty
                ? "no primary key" : "primary key (\(table.primaryKey.joined(separator: ", ")))"
            return Finding(
                rule: .primaryKey, subject: table.name, path: table.path, line: table.line,
                message: "table \(table.name) has \(key); it must begin with tenant, or be listed as global")
        }
    }

    static func tables(of tree: SourceTree) -> [SQLText.Table] {
        tree.sources.flatMap { file in
            file.text.strings.filter { $0.text.contains("CREATE ") && $0.text.contains("TABLE ") }.flatMap { string in
                SQLText(string.text).tables(path: file.path, line: string.line, folder: file.folder)
            }
        }
    }

    static func statements(of tree: SourceTree) -> [(SourceFile, Int, SQLText)] {
        tree.libraries.flatMap { file in
            file.text.strings.filter { SQLText.looksLikeSQL($0.text) || SQLText.asksForTable($0.before) }
                .map { (file, $0.line, SQLText($0.text, after: $0.before)) }
        }
    }
}
