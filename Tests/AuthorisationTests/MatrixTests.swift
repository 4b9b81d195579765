import FaceFixtures
import Identity
import Kernel
import Platform
import Store
import StoreFixtures
import Testing

/// Every action and query against everybody who could ask: made from the registry, so that nothing new is left out.
@Suite struct MatrixTests {
    /// What everybody in a shop may do, whatever their role.
    static let member: Set<String> = [
        "sessions.read", "sessions.revoke", "shops.read", "records.read", "saved_views.read", "saved_views.write",
        "preferences.read", "preferences.write", "comments.write", "mentions.read",
        "mentions.write", "bulk_runs.read", "bulk_runs.run",
    ]

    /// What the declarations promise, worked out without the code that decides.
    static func isAllowed(_ asker: Asker, _ permission: Permission, _ registry: Registry) -> Bool {
        switch asker {
        case .owner, .admin, .exactly: true
        case .staff:
            registry.modules.contains { $0.staffPermissions.contains(permission) }
                || member.contains(permission.rawValue)
        case .nothing: member.contains(permission.rawValue)
        case .nobody: false
        }
    }

    @Test(arguments: Engine.available) func decisionsAreTheDeclaredOnes(_ engine: Engine) async throws {
        let people = try await People.gathered(on: try await Stage.open(engine))
        let registry = people.stage.world.installation.registry
        var wrong: [String] = []
        var cells = 0
        for row in Row.all(registry) {
            let schemas = SchemaRegistry()
            let fields = try row.describe(schemas).input
            try await people.grant(row.permission)
            let inputs = [
                Inputs.least(fields, schemas, ids: people.own), Inputs.example(fields, schemas, ids: people.own),
            ]
            for asker in Asker.allCases {
                let isAllowed = Self.isAllowed(asker, row.permission, registry)
                for input in isAllowed ? inputs : [inputs[0], [:]] {
                    let request = row.request(input, preview: isAllowed)
                    let answer = try await people.send(asker, request.method, request.path, request.body)
                    cells += 1
                    let wasRefused =
                        answer.code == "forbidden"
                        && answer.json["details"]?["permission"]?.string == row.permission.rawValue
                    let isRight: Bool =
                        switch asker {
                        case .nobody: answer.status == 401
                        case .owner, .admin, .staff, .nothing, .exactly:
                            isAllowed ? !wasRefused && answer.status != 401 : wasRefused && answer.status == 403
                        }
                    if !isRight || answer.status >= 500 {
                        wrong.append(
                            "\(row.name) by \(asker), expected \(isAllowed): \(answer.status) \(answer.text.prefix(300))"
                        )
                    }
                }
            }
        }
        #expect(wrong.isEmpty, "\(wrong.joined(separator: "\n"))")
        #expect(cells > 600)
        #expect(try await people.stage.world.verify() == [])
    }

    @Test(arguments: Engine.available) func foreignAndAbsentLookTheSame(_ engine: Engine) async throws {
        let people = try await People.gathered(on: try await Stage.open(engine))
        var wrong: [String] = []
        var compared = 0
        var chance = Dice(7)
        for row in Row.all(people.stage.world.installation.registry) {
            let schemas = SchemaRegistry()
            let fields = try row.describe(schemas).input
            for input in [
                Inputs.least(fields, schemas, ids: people.own), Inputs.example(fields, schemas, ids: people.own),
            ] {
                // One kind of record at a time is somebody else's; the others are our own.
                for kind in Inputs.kinds(in: input).sorted() {
                    guard let theirs = people.foreign[kind] else { continue }
                    let absent = TypeID.text(
                        prefix: kind, RawID(high: chance.next() & 0x0000_FFFF_FFFF_FFFF, low: chance.next()))
                    let foreign = row.request(Inputs.with([kind: theirs], input), preview: true)
                    let nowhere = row.request(Inputs.with([kind: absent], input), preview: true)
                    let first = try await people.send(.owner, foreign.method, foreign.path, foreign.body)
                    let second = try await people.send(.owner, nowhere.method, nowhere.path, nowhere.body)
                    compared += 1
                    let isSame =
                        first.status == second.status && Inputs.anonymous(first.text) == Inputs.anonymous(second.text)
                    if !isSame || first.status >= 500 {
                        wrong.append(
                            "\(row.name), \(kind): \(first.status) \(first.text.prefix(300)) / \(second.status) \(second.text.prefix(300))"
                        )
                    }
                    if row.parameter != nil, row.path.contains("{"), first.status == 200, isTarget(kind, row, fields) {
                        wrong.append("\(row.name): answered for a record of another shop")
                    }
                }
            }
        }
        #expect(wrong.isEmpty, "\(wrong.joined(separator: "\n"))")
        #expect(compared > 60)
    }

    private func isTarget(_ kind: String, _ row: Row, _ fields: [Schema.Field]) -> Bool {
        fields.contains { $0.name == row.parameter && $0.schema.entity == kind }
    }

    @Test(arguments: Engine.available) func nothingThatFitsTheSchemaBreaksAnything(_ engine: Engine) async throws {
        let people = try await People.gathered(on: try await Stage.open(engine))
        var wrong: [String] = []
        var chance = Dice(11)
        for row in Row.all(people.stage.world.installation.registry) {
            let schemas = SchemaRegistry()
            let fields = try row.describe(schemas).input
            for round in 0..<12 {
                let ids = round % 4 == 0 ? [:] : people.own
                let input = Inputs.random(fields, schemas, ids: ids, &chance)
                let request = row.request(input, preview: true)
                let answer = try await people.send(.owner, request.method, request.path, request.body)
                if answer.status >= 500 {
                    wrong.append(
                        "\(row.name) \(String(decoding: input.bytes, as: UTF8.self).prefix(500)): \(answer.text)")
                }
            }
        }
        #expect(wrong.isEmpty, "\(wrong.joined(separator: "\n"))")
    }

    @Test func whatHasNoAddressIsRefusedByTheRunnerToo() async throws {
        let stage = try await Stage.open(.sqlite)
        let registry = stage.world.installation.registry
        for entry in registry.actions {
            let schemas = SchemaRegistry()
            let fields = try entry.describe(schemas).input
            let action = try entry.decode(Inputs.example(fields, schemas, ids: [:]).bytes)
            let callers = [
                Caller(kind: .user, principal: "usr_x", permissions: .none, role: "none"), Caller.nobody,
                Caller(
                    kind: .user, principal: "usr_y",
                    permissions: PermissionSet(registry.permissions.filter { $0 != entry.permission }.map(\.rawValue)),
                    role: "all_but_one"),
            ]
            for caller in callers {
                let problem = await stage.world.refusal {
                    _ = try await stage.world.installation.runner.performDecoded(
                        action, as: stage.world.invocation(as: caller))
                }
                #expect(problem?.kind == (caller.kind == .nobody ? .unauthorized : .forbidden), "\(entry.name)")
            }
        }
    }
}
