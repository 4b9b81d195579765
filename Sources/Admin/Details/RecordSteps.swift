import Kernel
import Platform
import Web

/// What can be done with a record: the next step as the main button, the likely ones beside it, the rest in a menu. A
/// record with which nothing is left to do has no main button. What the record's state does not allow is shown, disabled,
/// with the reason.
struct RecordSteps {
    let context: RecordPageContext
    let room: Room?
    let collection: String
    let views: [QueryEntry]

    private var desk: Desk { context.desk }

    private struct Choice {
        let entry: ActionEntry
        let step: Step
        let isPossible: Bool
    }

    private var choices: [Choice] {
        let designed = room?.steps ?? []
        let named = Set(designed.map(\.action))
        let others = desk.registry.actions.filter { action in
            action.name.collection == collection && action.route?.parameter != nil
                && !named.contains(action.name.rawValue)
        }
        let steps = designed + others.map { Step($0.name.rawValue, main: false) }
        return steps.compactMap { step in
            guard let entry = desk.action(step.action) else { return nil }
            return Choice(entry: entry, step: step, isPossible: step.when(context.record))
        }
    }

    /// The buttons, the main one last.
    var html: HTML {
        let choices = choices
        let possible = choices.filter(\.isPossible)
        let main = possible.first { $0.step.isMain }
        let shown = possible.filter { choice in choice.entry.name != main?.entry.name && choice.step.isBeside }.prefix(
            2)
        let names = Set(shown.map(\.entry.name) + [main?.entry.name].compactMap { $0 })
        let rest = choices.filter { !names.contains($0.entry.name) }
        let beside: HTML = shown.html { choice in button(choice, "btn wide-only") }
        let last: HTML? = main.map { button($0, "btn btn-main") }
        return "\(beside)\(menu(rest, alsoNarrow: Array(shown)))\(last)"
    }

    private func address(_ choice: Choice) -> String {
        let own = choice.entry.name.collection == collection ? choice.entry.route?.parameter : nil
        var pairs: [(name: String, value: String)] = own.map { [(name: $0, value: context.id)] } ?? []
        for (field, member) in choice.step.fill.sorted(by: { $0.key < $1.key }) {
            if let text = Column.value(at: member, in: context.record).string { pairs.append((field, text)) }
        }
        if own == nil { pairs.append(("back", desk.address.text)) }
        return PageAddress.text(RecordAddress.action(choice.entry.name.rawValue), pairs)
    }

    private func button(_ choice: Choice, _ kind: String) -> HTML {
        let icon: HTML? = choice.step.icon.map { Icon.named($0) }
        let key: HTML? = choice.entry.name.verb == "update" ? "data-key=\"e\"" : nil
        return "<a class=\"\(kind)\" href=\"\(address(choice))\" \(key)>\(icon)\(desk.actionLabel(choice.entry))</a>"
    }

    private func menu(_ rest: [Choice], alsoNarrow: [Choice]) -> HTML {
        let narrow: HTML = alsoNarrow.html { choice in item(choice, "narrow-only") }
        let items: HTML = rest.html { choice in choice.isPossible ? item(choice, "") : impossible(choice) }
        let more: HTML = views.html { query in
            let address =
                "\(RecordAddress.view(query.name))?\(query.route.parameter ?? "id")=\(FormFields.encoded(context.id))"
            return
                "<a href=\"\(address)\">\(Icon.named("arrow-right"))\(desk.words.optional("query.\(query.name)") ?? Naming.words(query.name.view))</a>"
        }
        return """
            <button class="btn btn-icon" type="button" aria-label="\(desk.say("record.more"))" popovertarget="more">\(Icon.named("more"))</button>
            <div id="more" class="menu" popover>\(narrow)\(items)<hr>\(more)\(copies)</div>
            """
    }

    private func item(_ choice: Choice, _ kind: String) -> HTML {
        let key: HTML? = choice.entry.name.verb == "update" ? "data-key=\"e\"" : nil
        return """
            <a class="\(kind)\(choice.step.isDanger ? " t-bad" : "")" href="\(address(choice))" \(key)>\(Icon.named(choice.step.icon ?? (choice.entry.name.verb == "update" ? "pencil" : "arrow-right")))\(desk.actionLabel(choice.entry))</a>
            """
    }

    private func impossible(_ choice: Choice) -> HTML {
        let reason = desk.words.optional("step.\(choice.entry.name.rawValue).not") ?? desk.say("record.notNow")
        return """
            <span class="off" aria-disabled="true">\(Icon.named(choice.step.icon ?? "dash-circle"))<span>\(desk.actionLabel(choice.entry))<small>\(reason)</small></span></span>
            """
    }

    /// Id, link and cURL, to be copied by a script, and readable without one.
    private var copies: HTML {
        let path = "/v1/\(RecordAddress.hyphenated(collection))/\(context.id)"
        let curl = "curl -H \"Authorization: Bearer $MARTLET_KEY\" \"$MARTLET_URL\(path)\""
        return """
            <button type="button" data-copy="\(context.id)">\(Icon.named("copy"))\(desk.say("record.copyID"))</button>
            <button type="button" data-copy-link="\(desk.address.path)">\(Icon.named("link"))\(desk.say("record.copyLink"))</button>
            <button type="button" data-copy="\(curl)">\(Icon.named("webhook"))\(desk.say("record.copyCurl"))</button>
            """
    }
}
