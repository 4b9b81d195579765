import Kernel
import Web

/// One input of a form, made from a field's schema: text, number, yes or no, choice; anything deeper is JSON.
struct FormInput {
    let field: Schema.Field
    let value: String?
    let isCompact: Bool
    let error: String?

    var html: HTML {
        let id = "f-\(field.name)"
        return """
            <div class="field"><label for="\(id)">\(Navigation.words(field.name))\(field.isRequired || isCompact ? "" : " <small>optional</small>" as HTML)</label>
            \(input(id))\(error.map { "<p class=\"error\" id=\"\(id)-error\">\($0)</p>" as HTML })</div>
            """
    }

    private func input(_ id: String) -> HTML {
        let size = isCompact ? "input input-s" : "input"
        let marks: HTML = """
            id="\(id)" name="\(field.name)" \(flag: "required", field.isRequired) \(flag: "aria-invalid=\"true\"", error != nil)
            """
        switch field.schema.shape {
        case .boolean: return choice(["true", "false"], size, marks)
        case .enumeration(let values): return choice(values, size, marks)
        case .integer, .number: return "<input class=\"\(size)\" \(marks) inputmode=\"numeric\" value=\"\(value)\">"
        case .string: return "<input class=\"\(size)\" \(marks) value=\"\(value)\">"
        case .any, .array, .dictionary, .object, .reference, .oneOf:
            if isCompact { return "<input class=\"\(size)\" \(marks) value=\"\(value)\">" }
            return "<textarea class=\"\(size) mono\" rows=\"4\" \(marks) placeholder=\"JSON\">\(value)</textarea>"
        }
    }

    private func choice(_ values: [String], _ size: String, _ marks: HTML) -> HTML {
        let none: HTML = field.isRequired ? "" : "<option value=\"\">–</option>"
        let options: HTML = values.html { option in
            "<option value=\"\(option)\" \(flag: "selected", option == value)>\(Navigation.words(option))</option>"
        }
        return "<select class=\"\(size)\" \(marks)>\(none)\(options)</select>"
    }
}
