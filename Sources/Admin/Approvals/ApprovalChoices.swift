import Identity
import Kernel
import Platform

/// What the forms of approvals and their policies choose from.
enum ApprovalChoices {
    /// Colleagues.
    static let colleagues: FieldChoices.Source = { pages, desk in
        let people = try await pages.installation.read(as: desk.invocation) { try Principals.colleagues(in: $0) }
        let others = people.filter { $0.principal != desk.caller.principal }
        return FieldChoices(
            all: others.map { FieldChoices.Choice(value: $0.principal, label: $0.name, detail: $0.email) })
    }

    /// Colleagues in whose place the person may decide on the approval the form is about.
    static let lenders: FieldChoices.Source = { pages, desk in
        guard let approval = desk.filled["approval"] else { return nil }
        let answer = try? await pages.answerIfAllowed("approvals.deciders", ["approval": .string(approval)], at: desk)
        let lenders = (answer?["lenders"]?.array ?? []).compactMap(\.string)
        if lenders.isEmpty { return nil }
        let named = try await pages.naming(Mentioned.references(.array(lenders.map { .string($0) })), at: desk)
        return FieldChoices(all: lenders.map { FieldChoices.Choice(value: $0, label: named.personName($0)) })
    }

    /// Thresholds.
    static let topics: FieldChoices.Source = { _, desk in
        let all = desk.registry.policyTopics.map { topic in
            FieldChoices.Choice(
                value: topic.key.rawValue, label: PolicyWords.topic(topic.key.rawValue, desk), detail: topic.summary)
        }
        return all.isEmpty ? nil : FieldChoices(all: all)
    }

    /// Actions that can be held.
    static let actions: FieldChoices.Source = { _, desk in
        let held = desk.registry.actions.filter { $0.approval == .byPolicy && $0.route != nil }
        return FieldChoices(
            isDense: true,
            all: held.map { action in
                FieldChoices.Choice(
                    value: action.name.rawValue, label: desk.actionLabel(action), detail: action.name.rawValue,
                    group: desk.collectionName(action.name.collection))
            })
    }

    /// Risks.
    static let risks: FieldChoices.Source = { _, desk in
        let risks = desk.registry.policyTopics.flatMap(\.risks)
        if risks.isEmpty { return nil }
        return FieldChoices(
            isMany: true,
            all: risks.map { risk in
                FieldChoices.Choice(
                    value: risk.flag.rawValue, label: PolicyWords.risk(risk.flag.rawValue, desk), detail: risk.summary)
            })
    }

    /// Roles, the shop's own and those every shop has.
    static let roles: FieldChoices.Source = { pages, desk in
        let answer = try await pages.answerIfAllowed("roles.list", ["limit": 100], at: desk)
        let own = (answer?["data"]?.array ?? []).compactMap { role in
            role["key"]?.string.map { FieldChoices.Choice(value: $0, label: role["title"]?.string ?? $0) }
        }
        let builtIn = BuiltInRole.allCases.reversed().map { role in
            FieldChoices.Choice(value: role.rawValue, label: desk.say("role.\(role.rawValue)"))
        }
        return FieldChoices(all: builtIn + own)
    }
}
