import Kernel
import Platform
import Store

/// Makes a {{words}}.
struct Create{{Record}}: Action {
    static let name: ActionName = "{{module}}.create"
    static let permission = Permission.{{modulePermission}}Create
    static let summary = "Makes a {{words}}."
    static let route = ActionRoute.create
    static var emits: [any Event.Type] { [{{Record}}Created.self] }

    var name: String

    func perform(in tx: Transaction) throws -> {{Record}} {
        var check = Validation()
        check.check((1...200).contains(name.count), "name", "wrong_length", "A name has 1 to 200 characters.")
        try check.finish()
        let {{record}} = {{Record}}(id: tx.newID(), name: name, createdAt: tx.now)
        do {
            try tx.nested { try tx.insert({{record}}) }
        } catch let error as DBError where error.isUnique(on: "name") {
            throw Problem.{{record}}NameTaken(name)
        }
        try tx.emit({{Record}}Created({{record}}: {{record}}.id, name: name))
        return {{record}}
    }
}
