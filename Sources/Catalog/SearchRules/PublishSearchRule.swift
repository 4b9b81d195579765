import Kernel
import Platform

/// A rule that was published, and what that changed in searches for its words.
struct PublishedSearchRule: Codable, Sendable, Hashable {
    let searchRule: SearchRule
    /// For its first words, the products that moved in the first results.
    let moves: [SearchRulePreview]
}

/// Has searches follow the draft of a rule from now on. Publishing what is published already changes nothing.
struct PublishSearchRule: Action {
    static let name: ActionName = "search_rules.publish"
    static let permission = Permission.searchRulesPublish
    static let summary = "Has the shop's search follow a rule as it is drafted, in place of what was published of it."
    static let approval = ApprovalRule.byPolicy
    static var aliases: [(method: String, path: String)] {
        [("POST", "/admin/search/rules/{search_rule}/actions/publish")]
    }
    static var emits: [any Event.Type] { [SearchRulePublished.self] }

    var searchRule: ID<SearchRule>
    /// The revision of the draft that is meant; another one is refused. Whatever is drafted when absent.
    var revision: Int?

    func perform(in tx: Transaction) throws -> PublishedSearchRule {
        var rule = try tx.find(searchRule)
        if rule.state == .archived { throw Problem.searchRuleArchived }
        if let revision, revision != rule.revision { throw Problem.searchRuleRevised(rule.revision) }
        if rule.published == rule.draft { return PublishedSearchRule(searchRule: rule, moves: []) }
        let moves = try SearchRulePreview.moves(drafted: rule, in: tx)
        if rule.state == .draft { try SearchRule.lifecycle.move(&rule.state, to: .published) }
        rule.published = rule.draft
        rule.hasChanges = false
        rule.publishedAt = tx.now
        try tx.save(&rule)
        try SearchRulePhrases.refresh(rule, in: tx)
        try tx.emit(SearchRulePublished(searchRule: rule.id, ruleName: rule.name, kind: rule.kind))
        return PublishedSearchRule(searchRule: rule, moves: moves)
    }
}

/// Puts a rule out of use: searches no longer follow it.
struct ArchiveSearchRule: Action {
    static let name: ActionName = "search_rules.archive"
    static let permission = Permission.searchRulesArchive
    static let summary = "Puts a search rule out of use; searches no longer follow it."
    static let approval = ApprovalRule.byPolicy
    static let inverse: ActionName? = "search_rules.unarchive"
    static var emits: [any Event.Type] { [SearchRuleArchived.self] }

    var searchRule: ID<SearchRule>

    func perform(in tx: Transaction) throws -> SearchRule {
        var rule = try tx.find(searchRule)
        if rule.state == .archived { return rule }
        try SearchRule.lifecycle.move(&rule.state, to: .archived)
        rule.archivedAt = tx.now
        try tx.save(&rule)
        try SearchRulePhrases.refresh(rule, in: tx)
        try tx.emit(SearchRuleArchived(searchRule: rule.id))
        return rule
    }
}

/// Takes a rule out of the archive, published or not as it was.
struct UnarchiveSearchRule: Action {
    static let name: ActionName = "search_rules.unarchive"
    static let permission = Permission.searchRulesArchive
    static let summary = "Takes a search rule out of the archive; what was published of it is followed again."
    static let approval = ApprovalRule.byPolicy
    static let inverse: ActionName? = "search_rules.archive"
    static var emits: [any Event.Type] { [SearchRuleUnarchived.self] }

    var searchRule: ID<SearchRule>

    func perform(in tx: Transaction) throws -> SearchRule {
        var rule = try tx.find(searchRule)
        if rule.state != .archived { return rule }
        try SearchRule.lifecycle.move(&rule.state, to: rule.published == nil ? .draft : .published)
        rule.archivedAt = nil
        try tx.save(&rule)
        try SearchRulePhrases.refresh(rule, in: tx)
        try tx.emit(SearchRuleUnarchived(searchRule: rule.id, isPublished: rule.state == .published))
        return rule
    }
}
