import Kernel
import Platform
import Web

/// What a field of a form chooses from where neither its schema nor a list of records says it: roles with what each may
/// do, permissions by module.
struct FieldChoices: Sendable {
    /// One of them.
    struct Choice: Sendable {
        /// What the form sends.
        let value: String
        let label: String
        /// A second line: what it means.
        var detail: String?
        /// The heading it stands under.
        var group: String?
        /// Whether the person may choose it; what they may not is shown all the same.
        var isAllowed = true
    }

    /// Whether several can be chosen.
    var isMany = false
    /// Whether they are so many that each is one line, in columns.
    var isDense = false
    /// Whether it is one line to choose from, for a field in a row.
    var isList = false
    let all: [Choice]

    /// Reads the choices of a field for somebody; nil leaves the field as its schema makes it.
    typealias Source = @Sendable (AdminPages, Desk) async throws -> FieldChoices?

    /// What the fields of an action choose from, by field.
    static func of(_ entry: ActionEntry, _ pages: AdminPages, at desk: Desk) async throws -> [String: FieldChoices] {
        var found: [String: FieldChoices] = [:]
        for (field, source) in desk.rooms.room(of: entry.name)?.forms[entry.name.rawValue]?.choices ?? [:] {
            found[field] = try await source(pages, desk)
        }
        return found
    }
}

/// Boxes or cards for what a field chooses from. What is chosen and no longer offered stays, so that nothing goes unseen.
struct ChoiceInput {
    let desk: Desk
    let name: String
    let choices: FieldChoices
    let chosen: Set<String>
    let isRequired: Bool
    var isFocused = false
    /// The id of the words that say what is wrong; the first choice, where the focus goes, names it.
    var wrong: String?

    var html: HTML {
        let known = Set(choices.all.map(\.value))
        let others = chosen.subtracting(known).sorted().map {
            FieldChoices.Choice(value: $0, label: $0, group: desk.say("form.notOffered"))
        }
        let all = choices.all + others
        let asked: HTML? =
            choices.isMany && isRequired ? "<input type=\"hidden\" name=\"\(name).asked\" value=\"1\">" : nil
        if choices.isDense { return "\(asked)\(none)\(grouped(all))" }
        return "\(asked)<div class=\"grid-2 choices-of\">\(none)\(all.html { choice in card(choice) })</div>"
    }

    /// What takes a choice back, where only one can be chosen and none must be.
    private var none: HTML? {
        if choices.isMany || isRequired { return nil }
        return """
            <label class="choice"><input type="radio" name="\(name)" value="" \(flag: "checked", chosen.isEmpty)><span><b>\(desk.say("form.noChoice"))</b></span></label>
            """
    }

    private var kind: String { choices.isMany ? "checkbox" : "radio" }

    private func marks(_ choice: FieldChoices.Choice) -> HTML {
        let isFirst = choice.value == choices.all.first?.value
        let described: HTML? = isFirst ? wrong.map { "aria-invalid=\"true\" aria-describedby=\"\($0)\"" } : nil
        return """
            type="\(kind)" name="\(name)" value="\(choice.value)" \(flag: "checked", chosen.contains(choice.value)) \(flag: "disabled", !choice.isAllowed) \(flag: "required", isRequired && !choices.isMany) \(flag: "autofocus", isFocused && isFirst) \(described)
            """
    }

    private func card(_ choice: FieldChoices.Choice) -> HTML {
        let detail: HTML? = choice.detail.map { "<small>\($0)</small>" }
        return "<label class=\"choice\"><input \(marks(choice))><span><b>\(choice.label)</b>\(detail)</span></label>"
    }

    private func grouped(_ all: [FieldChoices.Choice]) -> HTML {
        var groups: [(name: String?, choices: [FieldChoices.Choice])] = []
        for choice in all {
            if groups.last?.name == choice.group, !groups.isEmpty {
                groups[groups.count - 1].choices.append(choice)
            } else {
                groups.append((choice.group, [choice]))
            }
        }
        return groups.html { group in
            let boxes: HTML = group.choices.html { choice in box(choice) }
            let head: HTML? = group.name.map { "<legend class=\"mid\">\($0)</legend>" }
            return "<fieldset class=\"stack stack-s rights\">\(head)<div class=\"grid-3\">\(boxes)</div></fieldset>"
        }
    }

    private func box(_ choice: FieldChoices.Choice) -> HTML {
        let detail: HTML? = choice.detail.map { "<small class=\"mono\">\($0)</small>" }
        return "<label class=\"check\"><input \(marks(choice))><span>\(choice.label)\(detail)</span></label>"
    }
}
