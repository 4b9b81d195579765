import Kernel

extension Problem {
    static func {{record}}NameTaken(_ name: String) -> Problem {
        Problem(
            .conflict, "{{module}}.name_taken", "There is a {{words}} of that name already.", field: "name",
            remedy: "Choose another name.", details: ["name": name])
    }
}
