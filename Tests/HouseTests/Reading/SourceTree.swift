import Foundation

/// A Swift file of the project.
struct SourceFile: Sendable {
    /// From the project's folder: `Sources/Kernel/Money/Money.swift`.
    let path: String
    let text: SwiftText

    init(path: String, _ text: String) {
        self.path = path
        self.text = SwiftText(text)
    }

    /// The folder below `Sources` or `Tests` that holds the file.
    var folder: String { path.split(separator: "/").dropFirst().first.map(String.init) ?? "" }
    var isTest: Bool { path.hasPrefix("Tests/") }
    var name: String { String(path.split(separator: "/").last ?? "") }
}

/// The project as it lies on the disk.
struct SourceTree: Sendable {
    let files: [SourceFile]
    let graph: PackageGraph
    /// Texts that are not Swift, by path: the READMEs of `Sources`, `docs/coverage.md`.
    let documents: [String: String]

    init(files: [SourceFile], graph: PackageGraph = PackageGraph(""), documents: [String: String] = [:]) {
        self.files = files
        self.graph = graph
        self.documents = documents
    }

    var sources: [SourceFile] { files.filter { !$0.isTest } }
    /// What runs in somebody's shop and is not the command line: no tests, nothing that only tests use.
    var libraries: [SourceFile] { sources.filter { $0.folder != "CLI" && !$0.folder.hasSuffix("Fixtures") } }

    static let root = URL(filePath: #filePath, directoryHint: .notDirectory).resolvingSymlinksInPath()
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    /// Read once for all rules.
    static let project: SourceTree = {
        var files: [SourceFile] = []
        var documents: [String: String] = [:]
        for top in ["Sources", "Tests"] {
            let names = FileManager.default.enumerator(atPath: root.appending(path: top).path)?.compactMap {
                $0 as? String
            }
            for name in (names ?? []).sorted() {
                if name.hasSuffix(".swift"), let text = read("\(top)/\(name)") {
                    files.append(SourceFile(path: "\(top)/\(name)", text))
                } else if name.hasSuffix("README.md"), let text = read("\(top)/\(name)") {
                    documents["\(top)/\(name)"] = text
                }
            }
        }
        documents["docs/coverage.md"] = read("docs/coverage.md")
        return SourceTree(files: files, graph: PackageGraph(read("Package.swift") ?? ""), documents: documents)
    }()

    static func read(_ path: String) -> String? {
        try? String(contentsOf: root.appending(path: path), encoding: .utf8)
    }
}
