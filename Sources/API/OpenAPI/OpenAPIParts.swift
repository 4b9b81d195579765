import Kernel

/// The parts of the document that are the same for every operation.
extension OpenAPIDocument {
    static let parameters: JSON = [
        "IdempotencyKey": [
            "name": "Idempotency-Key", "in": "header", "required": false,
            "description":
                "Required unless preview=true. The same key and body never has two effects; the stored answer comes again.",
            "schema": ["type": "string", "minLength": 1, "maxLength": 255, "pattern": "^[!-~]+$"],
        ],
        "Preview": [
            "name": "preview", "in": "query", "required": false,
            "description": "true: do everything, answer what would happen, and roll back.",
            "schema": ["type": "boolean"],
        ],
        "IfMatch": [
            "name": "If-Match", "in": "header", "required": false,
            "description": "The ETag of the record you saw. Another version refuses with 412.",
            "schema": ["type": "string"],
        ],
    ]

    static let responses: JSON = [
        "Problem": [
            "description": "A problem (RFC 9457) with a stable code, the fields at fault and what to do.",
            "content": ["application/problem+json": ["schema": ["$ref": "#/components/schemas/Problem"]]],
        ]
    ]

    static let problemSchema: JSON = [
        "type": "object", "required": ["type", "title", "status", "code"],
        "properties": [
            "type": ["type": "string"], "title": ["type": "string"], "status": ["type": "integer"],
            "code": ["type": "string"], "detail": ["type": "string"], "field": ["type": "string"],
            "remedy": ["type": "string"], "request_id": ["type": "string"],
            "errors": [
                "type": "array",
                "items": [
                    "type": "object", "required": ["field", "code", "message"],
                    "properties": [
                        "field": ["type": "string"], "code": ["type": "string"], "message": ["type": "string"],
                    ],
                ],
            ],
            "details": ["type": "object", "additionalProperties": ["type": "string"]],
        ],
    ]

    static let previewSchema: JSON = [
        "type": "object", "required": ["state", "effects"],
        "properties": [
            "state": ["const": "previewed"], "outcome": [:],
            "effects": [
                "type": "object",
                "properties": [
                    "actions": ["type": "array", "items": ["type": "string"]],
                    "changes": ["type": "array", "items": ["type": "object"]],
                    "events": ["type": "array", "items": ["type": "object"]],
                    "would_need_approval": ["type": "boolean"], "approval": ["type": "string"],
                ],
            ],
        ],
    ]
}
