import FaceFixtures
import HTTPTypes
import Kernel
import Platform

/// Inputs of any action or query, made from its schema.
enum Inputs {
    /// The fields with an example each; ids are those given, by prefix.
    static func example(_ fields: [Schema.Field], _ schemas: SchemaRegistry, ids: [String: String]) -> JSON {
        with(ids, schemas.example(of: Schema(.object(fields))))
    }

    /// The required fields only.
    static func least(_ fields: [Schema.Field], _ schemas: SchemaRegistry, ids: [String: String]) -> JSON {
        with(ids, schemas.example(of: Schema(.object(fields)), complete: false))
    }

    /// Anything that fits the schema.
    static func random(
        _ fields: [Schema.Field], _ schemas: SchemaRegistry, ids: [String: String], _ chance: inout Dice
    ) -> JSON {
        with(ids, schemas.random(of: Schema(.object(fields)), using: &chance))
    }

    /// Puts the given ids in the place of those of the same kind.
    static func with(_ ids: [String: String], _ json: JSON) -> JSON {
        switch json {
        case .string(let text):
            guard let reference = try? Reference(parsing: text), let id = ids[reference.kind] else { return json }
            return .string(id)
        case .array(let items): return .array(items.map { with(ids, $0) })
        case .object(let object):
            return .object(JSONObject(object.members.map { JSONObject.Member($0.key, with(ids, $0.value)) }))
        case .null, .bool, .int, .double: return json
        }
    }

    /// The kinds of records an input names.
    static func kinds(in json: JSON) -> Set<String> {
        switch json {
        case .string(let text): (try? Reference(parsing: text)).map { [$0.kind] } ?? []
        case .array(let items): items.reduce(into: []) { $0.formUnion(kinds(in: $1)) }
        case .object(let object): object.members.reduce(into: []) { $0.formUnion(kinds(in: $1.value)) }
        case .null, .bool, .int, .double: []
        }
    }

    /// Text with every id made alike.
    static func anonymous(_ text: String) -> String {
        text.replacing(/[a-z_]+_[0-7][0-9a-hjkmnp-tv-z]{25}/, with: "ID")
    }
}

/// One row of the matrix: something that has an address and asks for a permission.
struct Row: Sendable {
    let name: String
    let permission: Permission
    let method: String
    let path: String
    let parameter: String?
    let isQuery: Bool
    let describe: @Sendable (SchemaRegistry) throws -> (input: [Schema.Field], output: Schema)

    static func all(_ registry: Registry) -> [Row] {
        let actions = registry.actions.compactMap { entry in
            entry.route.map { route in
                Row(
                    name: entry.name.rawValue, permission: entry.permission, method: route.method, path: route.path,
                    parameter: route.parameter, isQuery: false, describe: entry.describe)
            }
        }
        let queries = registry.queries.map { entry in
            Row(
                name: "\(entry.name) (query)", permission: entry.permission, method: "GET", path: entry.route.path,
                parameter: entry.route.parameter, isQuery: true, describe: entry.describe)
        }
        return actions + queries
    }

    /// Address and body for an input. `preview` tries writes only.
    func request(_ input: JSON, preview: Bool) -> (method: HTTPRequest.Method, path: String, body: JSON?) {
        var path = path
        var members = input.object ?? JSONObject()
        if let parameter {
            path = path.replacing("{\(parameter)}", with: encoded(members[parameter] ?? .null))
            members = JSONObject(members.members.filter { $0.key != parameter })
        }
        let method = HTTPRequest.Method(rawValue: method) ?? .get
        if isQuery {
            let pairs = members.members.filter { $0.value != .null }.map { "\($0.key)=\(encoded($0.value))" }
            return (method, pairs.isEmpty ? path : "\(path)?\(pairs.joined(separator: "&"))", nil)
        }
        return (method, preview ? "\(path)?preview=true" : path, .object(members))
    }

    private func encoded(_ json: JSON) -> String {
        let text: String =
            switch json {
            case .string(let text): text
            case .array(let items):
                items.map { item in item.string ?? String(decoding: item.bytes, as: UTF8.self) }.joined(separator: ",")
            case .null, .bool, .int, .double, .object: String(decoding: json.bytes, as: UTF8.self)
            }
        return text.utf8.map { byte -> String in
            let isPlain =
                (48...57).contains(byte) || (65...90).contains(byte) || (97...122).contains(byte) || byte == 95
                || byte == 44
            let hex = String(byte, radix: 16, uppercase: true)
            return isPlain ? String(UnicodeScalar(byte)) : "%" + (hex.count < 2 ? "0" : "") + hex
        }.joined()
    }
}
