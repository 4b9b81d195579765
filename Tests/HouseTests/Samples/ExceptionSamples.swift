import Testing

/// The list of exceptions may only get shorter.
@Suite struct ExceptionSamples {
    private func call(_ path: String) -> Finding {
        Finding(rule: .call, subject: "\(path):print(", path: path, line: 7, message: "no")
    }
    private let reason = "a reason of some length"

    @Test func anEntryCoversExactlyWhatItAllows() {
        let two = Exceptions("call\ta.swift:print(\t2\t\(reason)")
        #expect(two.judge([call("a.swift"), call("a.swift")], of: .call).isEmpty)
        #expect(two.judge(Array(repeating: call("a.swift"), count: 3), of: .call).count == 3)
        #expect(
            two.judge([call("a.swift")], of: .call) == [
                "Tests/HouseTests/exceptions.tsv:1: lower it to 1: call a.swift:print("
            ])
        #expect(two.judge([call("a.swift"), call("a.swift"), call("b.swift")], of: .call) == ["b.swift:7: no"])
    }

    @Test func anEntryThatIsNoLongerNeededIsAFault() {
        let entry = Exceptions("# what stands here\ncall\ta.swift:print(\t1\t\(reason)")
        #expect(entry.judge([], of: .call).first?.contains(":2: no longer needed") == true)
        #expect(entry.judge([], of: .nesting).isEmpty)
    }

    @Test func sizesMayShrinkAndNeverPassTheCeiling() {
        func file(_ lines: Int) -> [Finding] {
            [Finding(rule: .fileLength, subject: "a.swift", path: "a.swift", line: lines, message: "long", size: lines)]
        }
        let entry = Exceptions("file_length\ta.swift\t500\t\(reason)")
        #expect(entry.judge(file(350), of: .fileLength).isEmpty)
        #expect(entry.judge(file(401), of: .fileLength).count == 1)
    }

    @Test func anEntryWithoutAReasonIsRefused() {
        #expect(Exceptions("call\ta.swift\t1\t").faults.count == 1)
        #expect(Exceptions("colour\ta.swift\t1\t\(reason)").faults.count == 1)
        #expect(Exceptions("call\ta\t1\t\(reason)\ncall\ta\t2\t\(reason)").faults.count == 1)
    }
}
