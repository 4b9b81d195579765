import API
import FaceFixtures
import Foundation
import Kernel
import Platform
import Store
import StoreFixtures
import Testing

/// What callers rely on: the addresses, and the description of them.
@Suite struct ContractTests {
    private let registry: Registry

    init() throws { registry = try Registry(PlatformModule.all + FaceModules.all) }

    /// Method, path and operation, one line each.
    private var routes: [String] {
        var lines: [String] = []
        for action in registry.actions {
            for route in [action.route].compactMap({ $0 }) + action.aliases {
                lines.append("\(route.method) \(route.path) \(action.name)")
            }
        }
        for query in registry.queries {
            for path in [query.route.path] + query.aliases { lines.append("GET \(path) \(query.name)") }
        }
        for file in OpenAPIDocument.fileAddresses { lines.append("\(file.method) \(file.path) \(file.name)") }
        return lines.sorted()
    }

    @Test func addressesStayAsTheyWere() throws {
        let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("routes.txt")
        if ProcessInfo.processInfo.environment["MARTLET_RENEW_ROUTES"] != nil {
            try Data((routes.joined(separator: "\n") + "\n").utf8).write(to: file)
        }
        let kept = Set(try String(contentsOf: file, encoding: .utf8).split(separator: "\n").map(String.init))
        let gone = kept.subtracting(routes).sorted()
        let new = Set(routes).subtracting(kept).sorted()
        #expect(
            gone.isEmpty && new.isEmpty,
            """
            The API's addresses changed. Gone (callers break!): \(gone). New: \(new).
            If that is meant: MARTLET_RENEW_ROUTES=1 swift test --filter ContractTests
            """)
    }

    @Test func noAddressMeansTwoThings() {
        let addresses = routes.map { line in line.split(separator: " ").prefix(2).joined(separator: " ") }
        let shapes = addresses.map { address in
            address.split(separator: "/").map { $0.hasPrefix("{") ? "{}" : String($0) }.joined(separator: "/")
        }
        let doubles = Dictionary(grouping: shapes, by: { $0 }).filter { $0.value.count > 1 }.keys.sorted()
        #expect(doubles == [])
    }

    @Test func theDocumentNamesEveryRoute() throws {
        let document = try OpenAPIDocument.make(from: registry)
        #expect(document["openapi"]?.string == "3.1.0")
        var described: [String] = []
        for path in document["paths"]?.object?.members ?? [] {
            for operation in path.value.object?.members ?? [] {
                let id = operation.value["operationId"]?.string ?? ""
                let name = id.split(separator: ".").prefix(2).joined(separator: ".")
                described.append("\(operation.key.uppercased()) \(path.key) \(name)")
                let declared = (operation.value["parameters"]?.array ?? []).filter { $0["in"]?.string == "path" }
                    .compactMap { $0["name"]?.string }
                let inPath = path.key.split(separator: "{").dropFirst().map { String($0.prefix { $0 != "}" }) }
                #expect(declared.sorted() == inPath.sorted(), "\(path.key)")
            }
        }
        #expect(described.sorted() == routes)
        let ids = (document["paths"]?.object?.members ?? []).flatMap { path in
            (path.value.object?.members ?? []).compactMap { $0.value["operationId"]?.string }
        }
        #expect(Set(ids).count == ids.count)
    }

    @Test func everyReferenceResolves() throws {
        let document = try OpenAPIDocument.make(from: registry)
        var references: Set<String> = []
        func collect(_ json: JSON) {
            switch json {
            case .object(let object):
                for member in object.members {
                    if member.key == "$ref", let text = member.value.string { references.insert(text) }
                    collect(member.value)
                }
            case .array(let items): items.forEach(collect)
            case .null, .bool, .int, .double, .string: break
            }
        }
        collect(document)
        #expect(references.count > 20)
        for reference in references.sorted() {
            var place: JSON? = document
            for step in reference.dropFirst(2).split(separator: "/") { place = place?[String(step)] }
            #expect(reference.hasPrefix("#/") && place != nil && place != .null, "\(reference)")
        }
    }

    @Test func examplesAreAcceptedByTheActionsThemselves() throws {
        for entry in registry.actions {
            let schemas = SchemaRegistry()
            let described = try entry.describe(schemas)
            let example = schemas.example(of: Schema(.object(described.input)))
            #expect(throws: Never.self, "\(entry.name): \(String(decoding: example.bytes, as: UTF8.self))") {
                _ = try entry.decode(example.bytes)
            }
        }
        for entry in registry.queries {
            let schemas = SchemaRegistry()
            let described = try entry.describe(schemas)
            let example = schemas.example(of: Schema(.object(described.input)))
            #expect(throws: Never.self, "\(entry.name): \(String(decoding: example.bytes, as: UTF8.self))") {
                _ = try entry.decode(example.bytes)
            }
        }
    }

    @Test func documentsAreServed() async throws {
        let stage = try await Stage.open(.sqlite)
        let document = try await stage.send(.get, "/openapi.json")
        #expect(document.status == 200)
        #expect(document.json["openapi"]?.string == "3.1.0")
        let reference = try await stage.send(.get, "/reference")
        #expect(reference.header("Content-Type") == "text/html; charset=utf-8")
        for entry in registry.actions where entry.route != nil {
            #expect(reference.text.contains("id=\"\(entry.name)\""), "\(entry.name)")
        }
        for event in registry.events {
            #expect(try await stage.send(.get, "/events/\(event.name).json").status == 200, "\(event.name)")
        }
    }
}
