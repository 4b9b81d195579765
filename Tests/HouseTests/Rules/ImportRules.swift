/// Who may import whom. The compiler alone does not hold this: modules built by somebody else can be imported undeclared.
enum ImportRules {
    /// Only these targets may import these modules, whatever `Package.swift` says.
    static let reserved: [String: Set<String>] = [
        "CSQLite": ["Store"], "CPostgres": ["Store"], "CZlib": ["Tabular", "Web"],
        "Hummingbird": faces, "HummingbirdCore": faces, "HTTPTypes": faces, "NIOCore": faces, "NIOHTTPTypes": faces,
        "ArgumentParser": ["martlet"], "AsyncHTTPClient": ["Gateways"],
    ]
    private static let faces: Set<String> = ["API", "Admin", "FaceFixtures", "GatewaySimulator", "martlet"]
    /// Faces may use Foundation freely; elsewhere each file says why it needs it.
    static let freeFoundation: Set<String> = ["API", "Admin"]

    static func undeclaredImports(_ tree: SourceTree) -> [Finding] {
        var findings: [Finding] = []
        for file in tree.files {
            guard let target = tree.graph.target(in: file.folder) else { continue }
            for (name, line) in imports(of: file) where name != target.name {
                if let why = objection(to: name, in: target, isTest: file.isTest, graph: tree.graph) {
                    findings.append(
                        Finding(
                            rule: .imports, subject: "\(file.path):\(name)", path: file.path, line: line,
                            message: "import \(name): \(why)"))
                }
            }
        }
        return findings
    }

    private static func objection(
        to name: String, in target: PackageGraph.Target, isTest: Bool, graph: PackageGraph
    ) -> String? {
        if graph.targets[name] != nil || graph.products.contains(name), !target.dependencies.contains(name) {
            return "\(target.name) does not depend on it in Package.swift"
        }
        if isTest { return nil }
        if let owners = reserved[name], !owners.contains(target.name) {
            return "only \(owners.sorted().joined(separator: ", ")) may"
        }
        if target.isModule, name != "Foundation", !target.dependencies.contains(name) {
            return "a domain module imports Kernel, Store, Platform and the modules it stands on, nothing else"
        }
        return nil
    }

    static func foundation(_ tree: SourceTree) -> [Finding] {
        tree.libraries.filter { !freeFoundation.contains($0.folder) }.flatMap { file in
            imports(of: file).filter { $0.name.hasPrefix("Foundation") }.map { name, line in
                Finding(
                    rule: .foundation, subject: file.path, path: file.path, line: line,
                    message: "import \(name): heavy and full of hidden clocks; list the file with its reason if it must"
                )
            }
        }
    }

    static func imports(of file: SourceFile) -> [(name: String, line: Int)] {
        Cursor.occurrences(of: "import", in: file.text.code).compactMap { offset in
            var cursor = Cursor(file.text.code, at: offset + "import".utf8.count)
            cursor.skipBlanks(andNewlines: false)
            var name = cursor.word()
            if let kind = name, ["struct", "class", "enum", "protocol", "func", "typealias", "var"].contains(kind) {
                cursor.skipBlanks(andNewlines: false)
                name = cursor.word()
            }
            return name.map { ($0, file.text.line(at: offset)) }
        }
    }
}
