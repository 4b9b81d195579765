import Kernel

extension OpenAPIDocument {
    /// The addresses that take or give files, which no action or query describes: method, path and operation.
    public static let fileAddresses: [(method: String, path: String, name: String)] = FilePaths.all.map { file in
        let id = file.operation["operationId"]?.string ?? ""
        return (file.method, file.path, id.split(separator: ".").prefix(2).joined(separator: "."))
    }
}

/// What they are in the document.
enum FilePaths {
    static let all: [(path: String, method: String, operation: JSON)] = [
        ("/v1/imports/uploads", "POST", upload),
        ("/v1/imports/{import}/rejects.csv", "GET", rejects("import", "imp")),
        ("/v1/imports/trial/{trial}/rejects.csv", "GET", rejects("trial", "imt")),
    ]

    private static let upload: JSON = [
        "operationId": "imports.upload", "tags": ["importing"],
        "summary": "Sends a file to be imported: as the body, or as the field `file` of a form.",
        "description": "Needs the permission `imports.run`.",
        "parameters": [
            query("kind", ["type": "string", "enum": ["orders", "products", "customers"]]),
            query("name", ["type": "string"]),
        ],
        "requestBody": [
            "required": true,
            "content": [
                "application/octet-stream": ["schema": ["type": "string", "format": "binary"]],
                "multipart/form-data": [
                    "schema": [
                        "type": "object", "required": ["file"],
                        "properties": [
                            "kind": ["type": "string"], "file": ["type": "string", "format": "binary"],
                        ],
                    ]
                ],
            ],
        ],
        "responses": [
            "201": [
                "description": "The file as it is kept.",
                "content": ["application/json": ["schema": ["type": "object"]]],
            ],
            "default": ["$ref": "#/components/responses/Problem"],
        ],
    ]

    private static func query(_ name: String, _ schema: JSON) -> JSON {
        ["name": .string(name), "in": "query", "required": false, "schema": schema]
    }

    private static func rejects(_ parameter: String, _ prefix: String) -> JSON {
        [
            "operationId": .string("imports.rejects_csv.\(parameter)"), "tags": ["importing"],
            "summary": "Lines that were not taken, as CSV: correct them and import the file again.",
            "description": "Needs the permission `imports.read`.",
            "parameters": [
                [
                    "name": .string(parameter), "in": "path", "required": true,
                    "schema": ["type": "string", "pattern": .string("^\(prefix)_[0-7][0-9a-hjkmnp-tv-z]{25}$")],
                ]
            ],
            "responses": [
                "200": [
                    "description": "The lines with line number and reason.",
                    "content": ["text/csv": ["schema": ["type": "string"]]],
                ],
                "default": ["$ref": "#/components/responses/Problem"],
            ],
        ]
    }
}
