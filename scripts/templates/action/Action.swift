import Kernel
import Platform

/// {{Sentence}}.
struct {{Type}}: Action {
    static let name: ActionName = "{{action}}"
    static let permission = Permission.{{permission}}
    static let summary = "{{Sentence}}."

    var {{record}}: ID<{{Record}}>

    func perform(in tx: Transaction) throws -> {{Record}} {
        var {{record}} = try tx.find({{record}})
        // Refuse what may not be, change the record, save it, emit what happened.
        try tx.save(&{{record}})
        return {{record}}
    }
}
