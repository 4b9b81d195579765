import Kernel
import Web

/// One input of a form, made from a field's schema: text, number, yes or no, choice; anything deeper is JSON.
struct FormInput {
    let field: Schema.Field
    /// The field's schema with references resolved.
    let schema: Schema
    let value: String?
    var isCompact = false
    var error: String?
    /// The record the form is about: shown, and sent as it is.
    var isFixed = false
    /// Where the reader should begin.
    var isFocused = false
    /// What a structured value looks like.
    var example: JSON?

    private var id: String { "f-\(field.name)" }

    var html: HTML {
        let optional: HTML? = field.isRequired || isCompact ? nil : " <small>optional</small>"
        let message: HTML? = error.map { "<p class=\"error\" id=\"\(id)-error\">\($0)</p>" }
        return """
            <div class="field"><label for="\(id)">\(Navigation.words(field.name))\(optional)</label>
            \(input)\(help)\(message)</div>
            """
    }

    private var marks: HTML {
        let described: HTML? = error == nil ? nil : "aria-invalid=\"true\" aria-describedby=\"\(id)-error\""
        return """
            id="\(id)" name="\(field.name)" \(flag: "required", field.isRequired) \(flag: "readonly", isFixed)
            \(flag: "autofocus", isFocused) \(described)
            """
    }

    private var size: String { isCompact ? "input input-s" : "input" }

    private var input: HTML {
        switch schema.shape {
        case .boolean: return choice(["true", "false"])
        case .enumeration(let values): return choice(values)
        case .integer, .number: return "<input class=\"\(size)\" \(marks) inputmode=\"numeric\" value=\"\(value)\">"
        case .string: return "<input class=\"\(size)\" \(marks) value=\"\(value)\">"
        case .object where schema.format == "money":
            return "<input class=\"\(size)\" \(marks) placeholder=\"GBP 12.50\" value=\"\(value)\">"
        case .array(let element) where isPlain(element): return "<input class=\"\(size)\" \(marks) value=\"\(value)\">"
        case .any, .array, .dictionary, .object, .reference, .oneOf:
            if isCompact { return "<input class=\"\(size)\" \(marks) value=\"\(value)\">" }
            return "<textarea class=\"\(size) mono\" rows=\"4\" \(marks) spellcheck=\"false\">\(value)</textarea>"
        }
    }

    /// How to write what is not one plain word.
    private var help: HTML? {
        if isCompact { return nil }
        switch schema.shape {
        case .array(let element) where isPlain(element): return "<p class=\"help\">Separate several with commas.</p>"
        case .object where schema.format == "money": return "<p class=\"help\">Currency and amount.</p>"
        case .any, .array, .dictionary, .object, .reference, .oneOf:
            guard let example else { return nil }
            let text = String(decoding: example.bytes, as: UTF8.self)
            return "<p class=\"help\">As JSON, for example <code class=\"code\">\(text)</code></p>"
        case .boolean, .integer, .number, .string, .enumeration: return nil
        }
    }

    private func isPlain(_ element: Schema) -> Bool {
        switch element.shape {
        case .string, .enumeration, .integer, .number: true
        case .any, .boolean, .array, .dictionary, .object, .reference, .oneOf: false
        }
    }

    /// A choice. A value that is none of them, as a mistyped address brings it, stays to be seen.
    private func choice(_ values: [String]) -> HTML {
        let none: HTML = field.isRequired && value == nil ? "" : "<option value=\"\">–</option>"
        let given = value.flatMap { values.contains($0) || $0.isEmpty ? nil : [$0] } ?? []
        let options: HTML = (given + values).html { option in
            "<option value=\"\(option)\" \(flag: "selected", option == value)>\(Navigation.words(option))</option>"
        }
        return "<select class=\"\(size)\" \(marks)>\(none)\(options)</select>"
    }
}
