import Testing

/// Every rule can fail: a small sample that breaks it, and one that does not.
@Suite struct RuleSamples {
    private func messages(
        _ rule: Rule, _ source: String, at path: String = "Sources/Orders/Order.swift", manifest: String = "",
        documents: [String: String] = [:], beside others: [SourceFile] = []
    ) -> [String] {
        let tree = SourceTree(
            files: [SourceFile(path: path, source)] + others, graph: PackageGraph(manifest), documents: documents)
        return rule.findings(in: tree).map { "\($0.line): \($0.message)" }
    }

    @Test func commentsAndStringsAreNotCode() {
        let source = #"""
            // print("a")
            /* try! /* as! */ Date() */
            let a = "print(\(UUID())) try!"
            let b = """
                print(" exit(
                """
            let c = #"print(\(a)"#
            """#
        #expect(messages(.call, source).count == 1)
        #expect(messages(.call, source).first?.hasPrefix("3: `UUID()`") == true)
    }

    @Test(arguments: [
        "let now = Date()", "x = try! y()", "fatalError()", "print(1)", "let n = Int.random(in: 1...6)",
        "try await Task.sleep(for: .seconds(1))", "exit(1)", "let e = ProcessInfo.processInfo", "y as! Int",
    ])
    func aForbiddenCallIsFound(_ line: String) {
        #expect(messages(.call, line).count == 1)
        #expect(messages(.call, line, at: "Sources/CLI/Serve.swift").isEmpty)
        #expect(messages(.call, line, at: "Tests/OrdersTests/OrderTests.swift").isEmpty)
    }

    @Test(arguments: [
        "report.print(1)", "func print(_ a: Int) {}", "Int.random(in: 1...6, using: &source)", "let myDate() = 1",
    ])
    func whatOnlyLooksForbiddenIsNot(_ line: String) { #expect(messages(.call, line).isEmpty) }

    @Test func forceUnwrapsAreFoundAndInequalitiesAreNot() {
        #expect(messages(.forceUnwrap, "let a = b!\nlet c = d()![0]\nvar e: String!").count == 3)
        #expect(messages(.forceUnwrap, "if a != b, !c, try! d() == (e as! Int) {}").isEmpty)
    }

    @Test func longFilesAndFunctionsAreMeasured() {
        let body = String(repeating: "    let a = 1\n", count: 70)
        #expect(messages(.functionLength, "func long() {\n\(body)}\n").count == 1)
        #expect(messages(.functionLength, "protocol P {\n    func short()\n}\nstruct S {\n\(body)}\n").isEmpty)
        #expect(messages(.fileLength, String(repeating: "\n", count: 301)).count == 1)
        #expect(messages(.fileLength, String(repeating: "\n", count: 300)).isEmpty)
    }

    @Test func nestingIsCountedInsideTheFunction() {
        let deep = "func f() {\nif a {\nfor b in c {\nwhile d {\nswitch e { case .g: do {\n h() } }\n}\n}\n}\n}"
        #expect(messages(.nesting, "enum A { struct B { \(deep) } }").count == 1)
        #expect(
            messages(.nesting, "enum A { struct B { func f() { if a { for b in c { while d { e { 1 } } } } } } }")
                .isEmpty)
    }

    @Test func emptyNamesAreRefused() {
        #expect(messages(.name, "", at: "Sources/Orders/OrderManager.swift").count == 1)
        #expect(messages(.name, "", at: "Sources/Kernel/String+Utils.swift").count == 1)
        #expect(messages(.name, "", at: "Sources/Kernel/Helpers/Text.swift").count == 1)
        #expect(messages(.name, "", at: "Sources/Kernel/Text/Base32.swift").isEmpty)
    }

    @Test func importsFollowThePackage() {
        let manifest = """
            let crypto = Target.Dependency.product(name: "Crypto", package: "swift-crypto")
            layer("Store", ["Kernel", "CSQLite"]), layer("Platform", ["Kernel", "Store", crypto]),
            module("Customers"), module("Orders", over: ["Customers"]), .systemLibrary(name: "CSQLite"), layer("Kernel", []),
            """
        func wrong(_ source: String, in folder: String) -> Int {
            messages(.imports, source, at: "Sources/\(folder)/A.swift", manifest: manifest).count
        }
        #expect(wrong("import Kernel\nimport Store\nimport Customers", in: "Orders") == 0)
        #expect(wrong("import Orders", in: "Customers") == 1)
        #expect(wrong("@testable import struct CSQLite.A", in: "Platform") == 1)
        #expect(wrong("import CSQLite", in: "Store") == 0)
        #expect(wrong("import Crypto", in: "Platform") == 0)
        #expect(wrong("import Crypto", in: "Orders") == 1)
        #expect(messages(.foundation, "import Foundation").count == 1)
    }

    private let tables = SourceFile(
        path: "Sources/Customers/Schema.swift",
        """
        let up = ["CREATE TABLE customer (tenant @int NOT NULL, id @id, PRIMARY KEY (tenant, id)) @strict",
            "CREATE TABLE IF NOT EXISTS country (code @text PRIMARY KEY, name @text)"]
        """)

    @Test func aStatementNamesOnlyItsOwnTables() {
        let sql = "let a: SQL = \"SELECT id FROM customer WHERE tenant = 1\""
        #expect(messages(.foreignTable, sql, beside: [tables]).count == 1)
        #expect(messages(.foreignTable, sql, at: "Sources/Customers/Customer.swift", beside: [tables]).isEmpty)
        #expect(messages(.foreignTable, "let a = \"a letter from customer to shop\"", beside: [tables]).isEmpty)
        #expect(
            messages(.foreignTable, "static let table = Table(\"customer\", \"a, b\")", beside: [tables]).count == 1)
        #expect(messages(.foreignTable, "db.page(a, from: \"customer c\", where: b)", beside: [tables]).count == 1)
        #expect(messages(.foreignTable, "let a: SQL = \"JOIN customer c ON c.id = o.id\"", beside: [tables]).count == 1)
    }

    @Test(arguments: [
        ("SELECT id FROM customer WHERE id = \\(tenant)", 1),
        ("SELECT id FROM customer WHERE tenant = \\(db.tenant)", 0),
        ("UPDATE customer SET id = 1 WHERE id = 2", 1), ("INSERT INTO customer (tenant, id) VALUES (1, 2)", 0),
        ("SELECT 1 FROM customer c JOIN customer d ON c.id = d.id WHERE c.tenant = 1", 1),
        ("SELECT 1 FROM customer c JOIN customer d ON c.tenant = d.tenant", 0), ("SELECT name FROM country", 0),
    ])
    func aStatementStaysInOneShop(_ sql: String, _ wrong: Int) {
        let source = "let a: SQL = \"\(sql)\""
        #expect(messages(.missingTenant, source, at: "Sources/Customers/A.swift", beside: [tables]).count == wrong)
    }

    @Test func conditionsMadeNearbyMaySayTheTenant() {
        let sql = "let b: SQL = \"SELECT id FROM customer WHERE \\(a)\""
        func wrong(_ source: String) -> Int {
            messages(.missingTenant, source, at: "Sources/Customers/A.swift", beside: [tables]).count
        }
        #expect(wrong("let a: SQL = \"tenant = \\(db.tenant)\"\n" + sql) == 0)
        #expect(wrong("let a: SQL = \"name = 'x'\"\n" + sql) == 1)
    }

    @Test func primaryKeysBeginWithTheTenant() {
        #expect(
            messages(.primaryKey, "", beside: [tables]) == [
                "2: table country has primary key (code); it must begin with tenant, or be listed as global"
            ])
    }

    @Test func publicDeclarationsSayWhatTheyPromise() {
        let source = """
            /// Says it.
            @discardableResult
            public func a() -> Int { 1 }
            public static let b = 1
            public private(set) var c = 2
            public init(a: Int) {}
            public init(b: Int) throws {}
            public extension Int {}
            public static func == (a: A, b: A) -> Bool { true }
            protocol P { var d: Int { get } }
            public var d: Int { 3 }
            // public var e
            """
        #expect(
            messages(.docComment, source, at: "Sources/Kernel/A.swift").map { $0.prefix { $0 != " " } } == [
                "4:", "5:", "7:",
            ])
    }

    @Test func readmesSayMoreThanATitle() {
        let path = "Sources/Orders/README.md"
        #expect(messages(.readme, "", documents: [path: "# Orders\n"]).count == 1)
        #expect(messages(.readme, "", documents: [path: "# Orders\n" + String(repeating: "word ", count: 40)]).isEmpty)
    }

    @Test func requirementsNameExistingTestsOnce() {
        let test = "@Suite struct OrderTests { @Test func cancels() {} }"
        func wrong(_ row: String) -> Int {
            messages(.requirement, test, at: "Tests/OrdersTests/A.swift", documents: ["docs/coverage.md": row]).count
        }
        #expect(wrong("| ORD-01 | cancelling | `OrderTests.cancels` |") == 0)
        #expect(wrong("| ORD-01 | cancelling | |") == 1)
        #expect(wrong("| ORD-01 | cancelling | `OrderTests.cancels`, `OrderTests.gone` |") == 1)
        #expect(wrong("| ORD-01 | a | `cancels()` |\n| ORD-01 | b | `cancels()` |") == 1)
    }

    @Test func defaultsOverOurEnumsAreFound() {
        let states = "enum State { case open, closed(Int)\n case lost = \"x\" }\n"
        #expect(messages(.defaultCase, states + "switch s {\ncase .open, .lost: 1\ndefault: 2\n}").count == 1)
        #expect(
            messages(.defaultCase, states + "switch s {\ncase .open: 1\ncase .closed(let n) where n > 1, .lost: 2\n}")
                .isEmpty)
        #expect(messages(.defaultCase, states + "switch s {\ncase .elsewhere: 1\ndefault: 2\n}").isEmpty)
        #expect(messages(.defaultCase, states + "switch s {\ncase 1: 1\ndefault: 2\n}").isEmpty)
        #expect(messages(.defaultCase, states + "switch s {\ncase .open: 1\n@unknown default: 2\n}").isEmpty)
    }

    @Test func leftoversAreFoundInComments() {
        #expect(messages(.leftover, "let a = 1  // TO" + "DO: more").count == 1)
        #expect(messages(.leftover, "let a = \"TO" + "DO\"").isEmpty)
    }
}
