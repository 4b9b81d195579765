import Testing

/// The project's own source, read as text and held to the rules of the house.
@Suite struct HouseRules {
    @Test(arguments: Rule.allCases)
    func isKept(_ rule: Rule) {
        for fault in Exceptions.project.judge(rule.findings(in: .project), of: rule) {
            Issue.record("\(rule.rawValue): \(fault)")
        }
    }

    @Test func everyExceptionIsReadableAndHasAReason() {
        for fault in Exceptions.project.faults { Issue.record("\(fault)") }
    }

    @Test func theProjectIsRead() {
        #expect(SourceTree.project.files.count > 40)
        #expect(SourceTree.project.graph.targets["Orders"]?.dependencies.contains("Inventory") == true)
        #expect(SourceTree.project.graph.targets["martlet"]?.folder == "CLI")
    }
}
