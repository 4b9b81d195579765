import Kernel
import Platform

/// Drafts a rule for the shop's search. Searches follow it once it is published.
struct CreateSearchRule: Action {
    static let name: ActionName = "search_rules.create"
    static let permission = Permission.searchRulesCreate
    static let summary = "Drafts a rule for the shop's search; searches follow it once it is published."
    static let route = ActionRoute.create
    static var aliases: [(method: String, path: String)] { [("POST", "/admin/search/rules")] }

    /// What the team calls it.
    var name: String
    var kind: SearchRuleKind
    /// The words it is about, each on its own or in a group of up to six.
    var terms: [String]
    /// For a synonym: what the terms find too; without, the terms mean the same. For a redirect: what is searched instead.
    var words: [String]?
    /// For a pin: what comes first, in this order. For a hide: what is left out.
    var products: [SearchRuleProduct]?
    /// The first day it holds; from its publication when absent.
    var from: ClearableDay?
    /// The last day it holds; without end when absent.
    var until: ClearableDay?

    func perform(in tx: Transaction) throws -> SearchRule {
        var rule = SearchRule(id: tx.newID(), kind: kind, at: tx.now)
        try rule.take(
            SearchRuleInput(name: name, terms: terms, words: words, products: products, from: from, until: until),
            in: tx)
        try tx.insert(rule)
        return rule
    }
}

/// Changes the draft of a rule. What was published of it stays what searches follow until the draft is published.
struct UpdateSearchRule: Action {
    static let name: ActionName = "search_rules.update"
    static let permission = Permission.searchRulesUpdate
    static let summary = "Changes the draft of a search rule; searches follow what was published until the draft is."
    static let route = ActionRoute.update

    var searchRule: ID<SearchRule>
    var name: String?
    var terms: [String]?
    var words: [String]?
    var products: [SearchRuleProduct]?
    /// An empty text for no first day.
    var from: ClearableDay?
    /// An empty text for no last day.
    var until: ClearableDay?

    func perform(in tx: Transaction) throws -> SearchRule {
        var rule = try tx.find(searchRule)
        if rule.state == .archived { throw Problem.searchRuleArchived }
        let before = rule
        try rule.take(
            SearchRuleInput(name: name, terms: terms, words: words, products: products, from: from, until: until),
            in: tx)
        if rule == before { return rule }
        if rule.draft != before.draft { rule.revision += 1 }
        rule.updatedAt = tx.now
        try tx.save(&rule)
        return rule
    }
}
