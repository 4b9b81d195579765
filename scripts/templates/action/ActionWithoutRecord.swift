import Kernel
import Platform

/// {{Sentence}}.
struct {{Type}}: Action {
    static let name: ActionName = "{{action}}"
    static let permission = Permission.{{permission}}
    static let summary = "{{Sentence}}."

    func perform(in tx: Transaction) throws -> Done {
        // Load, refuse, compute, write, emit.
        Done()
    }
}
