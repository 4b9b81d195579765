/// Calls that have no place in library code: hidden time, hidden chance, ways to end the program.
enum CallRules {
    static let time = "time comes from the clock that was handed in"
    static let chance = "chance comes from the source that was handed in"
    static let ending = "it ends everybody's request: throw a Problem, or use invariant()"
    static let waiting = "nothing in a library waits by itself"
    static let surroundings = "only the command line reads the surroundings; hand the value in"
    static let speaking = "libraries log through Logging, they do not print"

    static let everywhere: [(call: String, why: String)] = [
        ("Date()", time), ("Date.now", time), (".timeIntervalSinceNow", time), ("ContinuousClock", time),
        ("SuspendingClock", time), ("DispatchTime.now", time), ("clock_gettime", time), ("gettimeofday", time),
        ("CFAbsoluteTimeGetCurrent", time),
        ("UUID()", chance), ("SystemRandomNumberGenerator", chance), (".randomElement()", chance),
        (".shuffled()", chance),
        (".shuffle()", chance), ("arc4random", chance), ("getrandom", chance),
        ("try!", ending), ("as!", ending), ("fatalError(", ending), ("precondition(", ending),
        ("preconditionFailure(", ending), ("exit(", ending), ("abort(", ending), ("unowned(unsafe)", ending),
        ("Task.sleep", waiting), ("Thread.sleep", waiting), ("usleep(", waiting), ("sleep(", waiting),
        ("ProcessInfo", surroundings), ("getenv(", surroundings), ("CommandLine", surroundings),
        ("print(", speaking), ("debugPrint(", speaking), ("dump(", speaking), ("NSLog(", speaking),
    ]

    static func forbiddenCalls(_ tree: SourceTree) -> [Finding] {
        var findings: [Finding] = []
        for file in tree.libraries {
            for (call, why) in everywhere {
                for offset in Cursor.occurrences(of: call, in: file.text.code) where !isOfAnother(call, offset, file) {
                    findings.append(finding(call, why, offset, in: file))
                }
            }
            for offset in Cursor.occurrences(of: ".random(", in: file.text.code) where !isGivenItsSource(offset, file) {
                findings.append(finding(".random(", chance, offset, in: file))
            }
        }
        return findings
    }

    private static func finding(_ call: String, _ why: String, _ offset: Int, in file: SourceFile) -> Finding {
        Finding(
            rule: .call, subject: "\(file.path):\(call)", path: file.path, line: file.text.line(at: offset),
            message: "`\(call)`: \(why)")
    }

    /// `report.print(` and `func print(` are not the function of the standard library.
    private static func isOfAnother(_ call: String, _ offset: Int, _ file: SourceFile) -> Bool {
        guard call.hasSuffix("("), !call.hasPrefix("."), offset > 0 else { return false }
        let code = file.text.code
        return code[offset - 1] == UInt8(ascii: ".") || code[..<offset].suffix(5).elementsEqual("func ".utf8)
    }

    private static func isGivenItsSource(_ offset: Int, _ file: SourceFile) -> Bool {
        var cursor = Cursor(file.text.code, at: offset + ".random".utf8.count)
        let end = cursor.skipBrackets()
        let arguments = String(decoding: file.text.code[offset..<min(end, file.text.code.count)], as: UTF8.self)
        return arguments.contains("using:")
    }

    static func forceUnwraps(_ tree: SourceTree) -> [Finding] {
        tree.libraries.flatMap { file -> [Finding] in
            let code = file.text.code
            return code.indices.filter { isForceUnwrap(code, $0) && !isConstant(file.text, at: $0) }.map { offset in
                Finding(
                    rule: .forceUnwrap, subject: file.path, path: file.path, line: file.text.line(at: offset),
                    message: "a force unwrap ends everybody's request: guard, or throw a Problem")
            }
        }
    }

    /// A constant made from a literal fails at its first use or never.
    private static func isConstant(_ text: SwiftText, at offset: Int) -> Bool {
        text.codeLine(text.line(at: offset)).contains("static let ")
    }

    private static func isForceUnwrap(_ code: [UInt8], _ at: Int) -> Bool {
        guard code[at] == UInt8(ascii: "!"), at > 0 else { return false }
        let before = code[at - 1]
        guard Byte.isWord(before) || before == Byte.close || before == UInt8(ascii: "]") || before == Byte.quote else {
            return false
        }
        if at + 1 < code.count, code[at + 1] == UInt8(ascii: "=") { return false }
        let word = code[..<at].suffix(3)
        return !word.says("try") && !word.suffix(2).says("as")
    }
}

extension ArraySlice<UInt8> {
    fileprivate func says(_ word: String) -> Bool { elementsEqual(word.utf8) }
}
