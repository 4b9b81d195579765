import Kernel
import Platform
import Web

/// The way to an action's form: what it is called and where it is.
struct ActionButton {
    let label: String
    let address: String

    /// What the caller may do with a record, or without one with its collection.
    static func all(
        on collection: String, record: String? = nil, _ registry: Registry, for caller: Caller
    ) -> [ActionButton] {
        let actions = registry.actions.filter { action in
            action.name.collection == collection && action.route != nil
                && (action.route?.parameter != nil) == (record != nil) && caller.may(action.permission)
        }
        return actions.map { action in
            let address = RecordAddress.action(action.name.rawValue)
            guard let record, let parameter = action.route?.parameter else {
                return ActionButton(label: label(of: action, registry), address: address)
            }
            return ActionButton(
                label: Navigation.words(action.name.verb),
                address: "\(address)?\(parameter)=\(FormFields.encoded(record))")
        }
    }

    /// `orders.place` → `Place order`; verbs of several words say their object themselves.
    static func label(of action: ActionEntry, _ registry: Registry) -> String {
        let words = Navigation.words(action.name.verb)
        let resource = registry.modules.flatMap(\.resources).first { $0.collection == action.name.collection }
        guard let resource, !action.name.verb.contains("_") else { return words }
        return "\(words) \(resource.singular)"
    }
}
