import Kernel
import Platform
import Web

/// The page of settings: one card for the shop, one for each group of settings.
struct SettingsView {
    let desk: Desk
    /// Every setting as the query answers it.
    let settings: [JSON]
    /// What was typed, when it was refused.
    let form: FormFields
    let problem: Problem?

    private var mayWrite: Bool { desk.action("settings.set") != nil }

    /// The page.
    var html: HTML {
        // What has a page of its own is set there.
        let here = settings.filter { $0["key"] != "approvals.policies" }
        let groups = Dictionary(grouping: here) { String(($0["key"]?.string ?? "").prefix { $0 != "." }) }
        let cards: HTML = groups.sorted { $0.key < $1.key }.html { group in card(group.key, group.value) }
        let banner: HTML? = problem.map { ProblemView.banner($0, desk) }
        return """
            <header class="page-head"><h1>\(desk.say("page.settings"))</h1><p class="sub">\(desk.say("settings.about"))</p></header>\(banner)
            <div class="stack">\(shop)\(cards)</div>
            """
    }

    // MARK: the shop

    private var shop: HTML {
        let shop = desk.shop
        let isOurs = form["key"] == nil && problem != nil
        let name = isOurs ? form["name"] ?? "" : shop.name
        let zone = isOurs ? form["time_zone"] ?? "" : shop.timeZone.rawValue
        let foot: HTML =
            "<div class=\"row form-foot\"><button class=\"btn btn-main\">\(desk.say("shell.save"))</button></div>"
        return """
            <section class="card" aria-labelledby="shop"><div class="card-head"><h2 id="shop">\(desk.say("settings.shop"))</h2></div>
            <form class="card-body roomy stack" method="post" action="/admin/settings" data-form><input type="hidden" name="csrf" value="\(desk.who.csrf)"><div class="form-grid">
            <div class="field"><label for="shop-name">\(desk.say("signIn.firstRun.shopName"))</label><input class="input" id="shop-name" name="name" maxlength="200" required value="\(name)" \(flag: "disabled", !mayWrite)>\(wrong("name"))</div>
            <div class="field"><label for="shop-zone">\(desk.say("signIn.firstRun.timeZone"))</label><select class="input" id="shop-zone" name="time_zone" \(flag: "disabled", !mayWrite)>\(ShopChoices.zones(zone))</select>
            <p class="help">\(desk.say("signIn.firstRun.timeZoneHelp"))</p>\(wrong("time_zone"))</div>
            <div class="field"><span class="label">\(desk.say("signIn.firstRun.currency"))</span><p><b>\(shop.currency.code)</b></p><p class="help">\(desk.say("settings.currencyStays"))</p></div>
            <div class="field"><span class="label">\(desk.label("slug"))</span><p class="mono">\(shop.slug)</p><p class="help">\(desk.say("settings.slugHelp"))</p></div></div>
            \(mayWrite ? foot : "")</form></section>
            """
    }

    private func wrong(_ field: String) -> HTML? {
        problem?.errors.first { $0.field == field }.map { error in
            "<p class=\"error\">\(desk.words.optional("wrong.\(error.code)") ?? error.message)</p>"
        }
    }

    // MARK: settings

    private func card(_ group: String, _ settings: [JSON]) -> HTML {
        let rows: HTML = settings.html { setting in row(setting) }
        let title = desk.words.optional("settings.group.\(group)") ?? desk.collectionName(group)
        return """
            <section class="card" aria-labelledby="group-\(group)"><div class="card-head"><h2 id="group-\(group)">\(title)</h2></div>\(rows)\(group == "approvals" ? policies : nil)</section>
            """
    }

    /// The way to what waits from some size on.
    private var policies: HTML {
        "<p class=\"card-foot\">\(desk.say("settings.policies")) <a href=\"\(RecordAddress.list("approval_policies"))\">\(desk.collectionName("approval_policies"))</a></p>"
    }

    private func row(_ setting: JSON) -> HTML {
        let key = setting["key"]?.string ?? ""
        let isOurs = form["key"] == key && problem != nil
        let initial = setting["default_value"] ?? .null
        let value = isOurs ? SettingText.value(form, initial) : setting["value"] ?? .null
        let label = desk.words.optional("setting.\(key)") ?? Naming.words(String(key.drop { $0 != "." }.dropFirst()))
        let isDefault = setting["is_default"]?.bool ?? true
        let back: HTML =
            "<button class=\"btn btn-quiet\" name=\"default\" value=\"1\" formnovalidate>\(desk.say("settings.toDefault"))</button>"
        let buttons: HTML =
            "<div class=\"row\"><button class=\"btn\">\(desk.say("shell.save"))</button>\(isDefault ? "" : back)</div>"
        return """
            <form class="card-body roomy stack stack-s" id="s-\(key)" method="post" action="/admin/settings" data-form><input type="hidden" name="csrf" value="\(desk.who.csrf)"><input type="hidden" name="key" value="\(key)">
            \(input(key, label, value, initial, setting["summary"]?.string ?? ""))\(isOurs ? wrong("value") : nil)
            <p class="meta">\(desk.say("settings.default", ["value": shown(initial)]))</p>\(mayWrite ? buttons : "")</form>
            """
    }

    private func input(_ key: String, _ label: String, _ value: JSON, _ initial: JSON, _ summary: String) -> HTML {
        if case .object(let object) = initial { return table(label, object, value, summary) }
        if let choices = SettingChoices.of(key, desk) { return boxes(label, choices, value, summary) }
        return """
            <div class="field"><label for="v-\(key)">\(label)</label>\(control("v-\(key)", value, initial))<p class="help">\(summary)</p></div>
            """
    }

    private func control(_ id: String, _ value: JSON, _ initial: JSON) -> HTML {
        let text = SettingText.text(value)
        switch initial {
        case .bool:
            let options: HTML = ["true", "false"].html { choice in
                let words = desk.say(choice == "true" ? "value.yes" : "value.no")
                return "<option value=\"\(choice)\" \(flag: "selected", choice == text)>\(words)</option>"
            }
            return
                "<select class=\"input\" id=\"\(id)\" name=\"value\" \(flag: "disabled", !mayWrite)>\(options)</select>"
        case .int:
            return
                "<input class=\"input num short\" id=\"\(id)\" name=\"value\" inputmode=\"numeric\" required value=\"\(text)\" \(flag: "disabled", !mayWrite)>"
        case .array:
            return
                "<textarea class=\"input\" id=\"\(id)\" name=\"value\" rows=\"3\" spellcheck=\"false\" \(flag: "disabled", !mayWrite)>\(text)</textarea>"
        case .null, .double, .string, .object:
            return
                "<input class=\"input\" id=\"\(id)\" name=\"value\" value=\"\(text)\" \(flag: "disabled", !mayWrite)>"
        }
    }

    private func boxes(_ label: String, _ choices: FieldChoices, _ value: JSON, _ summary: String) -> HTML {
        let chosen = Set((value.array ?? []).compactMap(\.string))
        let input = ChoiceInput(desk: desk, name: "value", choices: choices, chosen: chosen, isRequired: false)
        return
            "<fieldset class=\"field\"><legend class=\"mid\">\(label)</legend><p class=\"help\">\(summary)</p>\(input.html)</fieldset>"
    }

    /// A table of what may follow on what, as boxes.
    private func table(_ label: String, _ initial: JSONObject, _ value: JSON, _ summary: String) -> HTML {
        let names = initial.members.map(\.key).sorted()
        let heads: HTML = names.html { "<th scope=\"col\">\(desk.stateWord($0))</th>" }
        let rows: HTML = names.html { from in
            let allowed = Set((value[from]?.array ?? []).compactMap(\.string))
            let cells: HTML = names.html { to in
                if to == from { return "<td><span class=\"none\" aria-hidden=\"true\">–</span></td>" }
                let words = desk.say("settings.move", ["from": desk.stateWord(from), "to": desk.stateWord(to)])
                return
                    "<td><label><input type=\"checkbox\" name=\"value.\(from)\" value=\"\(to)\" \(flag: "checked", allowed.contains(to)) \(flag: "disabled", !mayWrite) aria-label=\"\(words)\"></label></td>"
            }
            return
                "<tr><th scope=\"row\">\(desk.stateWord(from))<input type=\"hidden\" name=\"row\" value=\"\(from)\"></th>\(cells)</tr>"
        }
        return """
            <div class="field"><span class="label">\(label)</span><p class="help">\(summary)</p></div>
            <div class="table-wrap" tabindex="0" role="region" aria-label="\(label)"><table class="table matrix" aria-label="\(label)"><thead><tr><th scope="col">\(desk.say("settings.after"))</th>\(heads)</tr></thead><tbody>\(rows)</tbody></table></div>
            """
    }

    private func shown(_ value: JSON) -> String {
        switch value {
        case .array(let items):
            items.isEmpty ? desk.say("shell.none") : items.compactMap(\.string).joined(separator: ", ")
        case .bool(let isTrue): desk.say(isTrue ? "value.yes" : "value.no")
        case .object(let object):
            object.members.filter { !($0.value.array ?? []).isEmpty }.map { member in
                let next = (member.value.array ?? []).compactMap(\.string).map { desk.stateWord($0) }
                return "\(desk.stateWord(member.key)) → \(next.joined(separator: ", "))"
            }.joined(separator: "; ")
        case .int(let number): desk.format.number(number)
        case .null, .double, .string: SettingText.text(value)
        }
    }
}

/// What a setting chooses from where its value is a list of names.
enum SettingChoices {
    private static let sources: [String: @Sendable (Desk) -> FieldChoices] = [
        "approvals.required_actions": { desk in
            let held = desk.registry.actions.filter { $0.approval == .byPolicy && $0.route != nil }
            let choices = held.map { action in
                FieldChoices.Choice(
                    value: action.name.rawValue, label: desk.actionLabel(action), detail: action.name.rawValue,
                    group: desk.collectionName(action.name.collection))
            }
            return FieldChoices(isMany: true, isDense: true, all: choices)
        }
    ]

    /// The choices of a setting; nil for those that are typed.
    static func of(_ key: String, _ desk: Desk) -> FieldChoices? { sources[key]?(desk) }
}

/// Zones and currencies as choices.
enum ShopChoices {
    /// Every zone, under its part of the world.
    static func zones(_ chosen: String) -> HTML {
        let groups = Dictionary(grouping: TimeZoneID.all.map(\.rawValue)) { String($0.prefix { $0 != "/" }) }
        let known = groups.values.contains { $0.contains(chosen) }
        let other: HTML = known ? "" : "<option selected>\(chosen)</option>"
        let all: HTML = groups.sorted { $0.key < $1.key }.html { group in
            let options: HTML = group.value.html { "<option \(flag: "selected", $0 == chosen)>\($0)</option>" }
            return "<optgroup label=\"\(group.key)\">\(options)</optgroup>"
        }
        return "\(other)\(all)"
    }

    private static let common = ["EUR", "GBP", "USD", "CHF", "SEK", "NOK", "DKK", "PLN", "CAD", "AUD", "JPY"]

    /// Every currency, those that most shops keep their books in first.
    static func currencies(_ chosen: String, _ say: (String) -> String?) -> HTML {
        let rest = Currency.active.map(\.code).filter { !common.contains($0) }.sorted()
        return (common + rest).html { code in
            let name = say("currency.\(code)").map { ", \($0)" } ?? ""
            return "<option value=\"\(code)\" \(flag: "selected", code == chosen)>\(code)\(name)</option>"
        }
    }
}
