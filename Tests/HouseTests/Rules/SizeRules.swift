/// Files, functions and nesting that outgrow a reader.
enum SizeRules {
    static let fileLimit = 300
    static let functionLimit = 70
    static let nestingLimit = 4

    static func longFiles(_ tree: SourceTree) -> [Finding] {
        tree.files.filter { $0.text.lineCount > fileLimit }.map { file in
            Finding(
                rule: .fileLength, subject: file.path, path: file.path, line: file.text.lineCount,
                message: "\(file.text.lineCount) lines; over \(fileLimit) needs a reason, over 400 is refused",
                size: file.text.lineCount)
        }
    }

    static func longFunctions(_ tree: SourceTree) -> [Finding] {
        functions(tree).filter { $0.1.length > functionLimit }.map { file, function in
            Finding(
                rule: .functionLength, subject: "\(file.path):\(function.name)", path: file.path,
                line: function.firstLine,
                message: "\(function.name) has \(function.length) lines, \(functionLimit) are allowed",
                size: function.length)
        }
    }

    static func deepNesting(_ tree: SourceTree) -> [Finding] {
        functions(tree).filter { $0.1.nesting > nestingLimit }.map { file, function in
            Finding(
                rule: .nesting, subject: "\(file.path):\(function.name)", path: file.path, line: function.deepestLine,
                message: "\(function.name) nests \(function.nesting) deep, \(nestingLimit) are allowed",
                size: function.nesting)
        }
    }

    private static func functions(_ tree: SourceTree) -> [(SourceFile, FunctionBody)] {
        tree.files.flatMap { file in FunctionBody.all(in: file.text).map { (file, $0) } }
    }
}
