import Kernel
import Platform

/// The OpenAPI 3.1 description of the REST face, made from the registry at start: every action, query and problem,
/// with the schemas the decoders themselves use. Served at `/openapi.json`.
public enum OpenAPIDocument {
    /// The document. Throws when a type cannot be described, naming it.
    public static func make(from registry: Registry) throws -> JSON {
        let schemas = SchemaRegistry()
        var paths = JSONObject()
        for entry in registry.actions {
            guard let route = entry.route else { continue }
            let described = try entry.describe(schemas)
            for (index, address) in ([route] + entry.aliases).enumerated() {
                let id = index == 0 ? entry.name.rawValue : "\(entry.name.rawValue).\(index + 1)"
                add(operation(entry, address, described, id: id, schemas), at: address.path, address.method, to: &paths)
            }
        }
        var pages: Set<String> = []
        for entry in registry.queries {
            let described = try entry.describe(schemas)
            if entry.isList, case .reference(let page) = described.output.shape { pages.insert(page) }
            for (index, path) in ([entry.route.path] + entry.aliases).enumerated() {
                let id = index == 0 ? entry.name.rawValue : "\(entry.name.rawValue).\(index + 1)"
                add(operation(entry, path, described, id: id), at: path, "GET", to: &paths)
            }
        }
        for file in FilePaths.all { add(file.operation, at: file.path, file.method, to: &paths) }
        var components = schemas.componentsJSON().object ?? JSONObject()
        for page in pages { components[page] = ListOptions.described(components[page]) }
        components["Problem"] = problemSchema
        components["Preview"] = previewSchema
        return [
            "openapi": "3.1.0",
            "info": [
                "title": "Martlet", "version": "1",
                "description": .string(
                    "Every change is an action: POST it with an Idempotency-Key, or add ?preview=true to see what would happen."
                ),
            ],
            "servers": [["url": "/"]],
            "security": [["apiKey": []]],
            "tags": .array(registry.modules.map { ["name": .string($0.name), "description": .string($0.summary)] }),
            "paths": .object(JSONObject(paths.members.sorted { $0.key < $1.key })),
            "components": [
                "securitySchemes": [
                    "apiKey": ["type": "http", "scheme": "bearer", "description": "An API key of the shop."]
                ],
                "parameters": parameters, "responses": responses, "schemas": .object(components),
            ],
        ]
    }

    private static func add(_ operation: JSON, at path: String, _ method: String, to paths: inout JSONObject) {
        var item = paths[path]?.object ?? JSONObject()
        item[method.lowercased()] = operation
        paths[path] = .object(item)
    }

    private static func operation(
        _ entry: ActionEntry, _ route: Route, _ described: (input: [Schema.Field], output: Schema), id: String,
        _ schemas: SchemaRegistry
    ) -> JSON {
        let fields = described.input.filter { $0.name != route.parameter }
        let body = Schema(.object(fields))
        let success = route.method == "POST" && route.parameter == nil ? "201" : "200"
        var parameters: [JSON] = [
            ["$ref": "#/components/parameters/IdempotencyKey"], ["$ref": "#/components/parameters/Preview"],
            ["$ref": "#/components/parameters/IfMatch"],
        ]
        if let parameter = route.parameter { parameters.insert(path(parameter, described.input), at: 0) }
        var answers = JSONObject()
        let output: JSON = ["anyOf": [described.output.json(), ["$ref": "#/components/schemas/Preview"]]]
        answers[success] = content("What the action answers; with preview=true, what it would do.", output)
        if success == "201" {
            answers["200"] = content("The preview, with preview=true.", ["$ref": "#/components/schemas/Preview"])
        }
        answers["202"] = content("Held: it waits for approval.", ["$ref": "#/components/schemas/Approval"])
        answers["default"] = ["$ref": "#/components/responses/Problem"]
        let common: JSON = [
            "operationId": .string(id), "tags": [.string(entry.module)], "summary": .string(entry.summary),
            "description": .string(
                "Needs the permission `\(entry.permission)`. Emits: \(list(entry.emits.map(\.rawValue)))."),
            "parameters": .array(parameters), "responses": .object(answers),
        ]
        var operation = common.object ?? JSONObject()
        if !fields.isEmpty {
            operation["requestBody"] = [
                "required": .bool(fields.contains(where: \.isRequired)),
                "content": ["application/json": ["schema": body.json(), "example": schemas.example(of: body)]],
            ]
        }
        return .object(operation)
    }

    private static func operation(
        _ entry: QueryEntry, _ path: String, _ described: (input: [Schema.Field], output: Schema), id: String
    ) -> JSON {
        var parameters: [JSON] = []
        for field in described.input {
            if field.name == entry.route.parameter {
                parameters.append(Self.path(field.name, described.input))
            } else {
                parameters.append([
                    "name": .string(field.name), "in": "query", "required": .bool(field.isRequired), "explode": false,
                    "schema": field.schema.json(),
                ])
            }
        }
        if entry.isList { parameters += ListOptions.parameters }
        return [
            "operationId": .string(id), "tags": [.string(entry.module)], "summary": .string(entry.summary),
            "description": .string("Needs the permission `\(entry.permission)`."), "parameters": .array(parameters),
            "responses": [
                "200": content("The answer.", described.output.json()),
                "default": ["$ref": "#/components/responses/Problem"],
            ],
        ]
    }

    private static func path(_ name: String, _ fields: [Schema.Field]) -> JSON {
        let schema = fields.first { $0.name == name }?.schema.json() ?? ["type": "string"]
        return ["name": .string(name), "in": "path", "required": true, "schema": schema]
    }

    private static func content(_ description: String, _ schema: JSON) -> JSON {
        ["description": .string(description), "content": ["application/json": ["schema": schema]]]
    }

    private static func list(_ names: [String]) -> String { names.isEmpty ? "nothing" : names.joined(separator: ", ") }
}
