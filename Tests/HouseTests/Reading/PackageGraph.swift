/// What `Package.swift` says about targets: the architecture, read from the place that defines it.
struct PackageGraph: Sendable {
    struct Target: Sendable {
        let name: String
        /// The folder below `Sources` or `Tests`.
        let folder: String
        /// Our targets and other people's products, by the names that are imported.
        let dependencies: Set<String>
        let isModule: Bool
    }

    let targets: [String: Target]
    /// Other people's libraries that somebody here depends on.
    let products: Set<String>

    /// By folder: the executable lives in `CLI` and is called `martlet`.
    func target(in folder: String) -> Target? { targets.values.first { $0.folder == folder } }

    init(_ manifest: String) {
        let text = Self.withoutComments(manifest)
        let products = Dictionary(
            text.matches(of: /let (\w+) = Target\.Dependency\.product\(name: "(\w+)"/).map {
                (String($0.1), String($0.2))
            },
            uniquingKeysWith: { first, _ in first })
        var targets: [String: Target] = [:]
        let calls = /\b(layer|module|tests|\.executableTarget|\.testTarget|\.systemLibrary)\(\s*(?:name: )?"(\w+)"/
        for call in text.matches(of: calls) {
            let name = String(call.2)
            let rest = Self.call(text[call.range.lowerBound...])
            let lists = rest.replacing(/exclude: \[[^\]]*\]/, with: "")
            var found = Set(lists.matches(of: /"(\w+)"/).map { String($0.1) }).subtracting([name])
            for word in lists.matches(of: /\w+/) {
                if let product = products[String(word.0)] { found.insert(product) }
            }
            if call.1 == "module" { found.formUnion(["Kernel", "Store", "Platform"]) }
            let path = rest.firstMatch(of: /path: "\w+\/(\w+)"/).map { String($0.1) }
            targets[name] = Target(
                name: name, folder: path ?? name, dependencies: found, isModule: call.1 == "module")
        }
        self.targets = targets
        self.products = Set(products.values)
    }

    private static func withoutComments(_ manifest: String) -> String {
        manifest.split(separator: "\n", omittingEmptySubsequences: false)
            .map { $0.replacing(/\/\/.*$/, with: "") }.joined(separator: "\n")
    }

    /// From a name up to the parenthesis that closes its arguments.
    private static func call(_ text: Substring) -> Substring {
        var depth = 0
        for index in text.indices {
            if text[index] == "(" { depth += 1 }
            if text[index] == ")" {
                depth -= 1
                if depth == 0 { return text[...index] }
            }
        }
        return text
    }
}
