import Kernel
import Platform
import Store

/// What a search rule does.
enum SearchRuleKind: String, Codable, Sendable, CaseIterable, FilterValue {
    /// Its words find what others find too.
    case synonym
    /// Its products come first, in their order.
    case pin
    /// Its products are left out.
    case hide
    /// Other words are searched instead.
    case redirect
}

/// Where a search rule stands.
enum SearchRuleState: String, Codable, Sendable, CaseIterable, FilterValue {
    case draft, published, archived
}

/// What the shop wants its search to do with some words. What people write is a draft beside what was published;
/// searches know only what was published, until the draft is published in its place.
struct SearchRule: Record, Hashable {
    /// `srl_…`
    static let idPrefix = "srl"
    /// `search_key` is made from name and words by `bind`.
    static let table = Table(
        "search_rule",
        """
        name, kind, state, revision, draft, published, published_at, archived_at, created_at, updated_at, search_key
        """)

    /// Drafts are published, either is archived; what comes out of the archive is what it was.
    static let lifecycle = StateMachine<SearchRuleState>(
        startsAt: .draft,
        [.draft: [.published, .archived], .published: [.archived], .archived: [.draft, .published]])

    let id: ID<SearchRule>
    var version: Int
    /// What the team calls it; searches do not look at it.
    var name: String
    let kind: SearchRuleKind
    var state: SearchRuleState
    /// Counts the changes of the draft, so that whoever publishes can say which one they looked at.
    var revision: Int
    /// The words it is about, as drafted.
    var terms: [String]
    /// The words they stand for, as drafted.
    var words: [String]
    /// The products it names, as drafted.
    var products: [SearchRuleProduct]
    /// The first day it holds, as drafted; from the start when absent.
    var from: CalendarDate?
    /// The last day it holds, as drafted; without end when absent.
    var until: CalendarDate?
    /// Whether the draft says something else than what was published.
    var hasChanges: Bool
    /// What was published: what searches do, while the state is published.
    var published: SearchRuleContent?
    var publishedAt: Instant?
    var archivedAt: Instant?
    let createdAt: Instant
    var updatedAt: Instant

    init(id: ID<SearchRule>, kind: SearchRuleKind, at now: Instant) {
        self.id = id
        version = 1
        name = ""
        self.kind = kind
        state = Self.lifecycle.start
        revision = 1
        (terms, words, products) = ([], [], [])
        hasChanges = false
        createdAt = now
        updatedAt = now
    }

    init(row: inout Row) throws {
        id = try row.next()
        version = try row.next()
        name = try row.next()
        kind = try row.next()
        state = try row.next()
        revision = try row.next()
        let draft = try SearchRuleContent(text: try row.next())
        published = try (row.next() as String?).map { text in try SearchRuleContent(text: text) }
        publishedAt = try row.next()
        archivedAt = try row.next()
        createdAt = try row.next()
        updatedAt = try row.next()
        row.skip()
        (terms, words, products) = (draft.terms, draft.words, draft.products)
        (from, until) = (draft.from, draft.until)
        hasChanges = published != nil && published != draft
    }

    func bind(_ values: inout Binder) {
        values.add(name)
        values.add(kind)
        values.add(state)
        values.add(revision)
        values.add(draft.text)
        values.add(published?.text)
        values.add(publishedAt)
        values.add(archivedAt)
        values.add(createdAt)
        values.add(updatedAt)
        values.add(Text.folded(([name] + terms + words).joined(separator: " ")))
    }

    /// What it says while nobody has published it.
    var draft: SearchRuleContent {
        get { SearchRuleContent(terms: terms, words: words, products: products, from: from, until: until) }
        set {
            (terms, words, products) = (newValue.terms, newValue.words, newValue.products)
            (from, until) = (newValue.from, newValue.until)
            hasChanges = published != nil && published != newValue
        }
    }
}
