import Kernel
import Platform
import Web

/// How one collection looks to people: where it stands in the navigation, the columns of its list, what its record page
/// shows and which step comes next. Everything else (filters, paging, views, export, selection, forms, timeline) comes
/// from the one list page, the one record page and the one form. What a room leaves out is derived from the schema.
struct Room: Sendable {
    /// `orders`, as in `orders.list`.
    let collection: String
    /// Where it stands in the navigation.
    let group: NavigationGroup
    /// An icon of the sprite.
    let icon: String
    /// The keys that lead there: `g o`.
    var keys: String?
    /// Where it stands in its group; smaller comes first.
    var rank = 50
    /// The columns of the list, in order; empty derives them from the schema.
    var columns: [Column] = []
    /// The list's own views, before those that people saved.
    var views: [BuiltInView] = []
    /// What can be done with many at once: names of actions on one record of the collection.
    var bulk: [String] = []
    /// Whether its list is the place to create one; the main button of the list.
    var creation: String?
    /// The record page; nil derives it.
    var record: RecordDesign?
    /// What can be done with a record, the likeliest first. Actions that are not named follow.
    var steps: [Step] = []
    /// How the forms of its actions are laid out, by action name; the rest follow their schema.
    var forms: [String: FormDesign] = [:]

    /// A room in a group.
    init(_ collection: String, in group: NavigationGroup, icon: String) {
        self.collection = collection
        self.group = group
        self.icon = icon
    }
}

/// The sections of the navigation.
enum NavigationGroup: String, CaseIterable, Sendable {
    case sell, catalogue, inventory, customers, insight, automate, settings

    var icon: String {
        switch self {
        case .sell: "orders"
        case .catalogue: "tag"
        case .inventory: "shelf"
        case .customers: "users"
        case .insight: "chart"
        case .automate: "flow"
        case .settings: "settings"
        }
    }
}

/// A view that comes with a list: filters with a name. Its words are `view.<collection>.<key>`.
struct BuiltInView: Sendable {
    let key: String
    /// The filters, as in the address: `status=paid&fulfilment_state=unfulfilled`.
    let query: String

    /// A view.
    init(_ key: String, _ query: String) {
        self.key = key
        self.query = query
    }
}

/// Something that can be done with a record, and when.
struct Step: Sendable {
    /// The action's name.
    let action: String
    let icon: String?
    /// Whether it takes something away for good.
    let isDanger: Bool
    /// Whether it may be the main button of the page.
    let isMain: Bool
    /// Whether the record's state allows it; what it does not allow is shown, disabled, with the reason
    /// `step.<action>.not`.
    let when: @Sendable (JSON) -> Bool

    /// A step.
    init(
        _ action: String, icon: String? = nil, danger: Bool = false, main: Bool = true,
        when: @escaping @Sendable (JSON) -> Bool = { _ in true }
    ) {
        self.action = action
        self.icon = icon
        isDanger = danger
        isMain = main && !danger
        self.when = when
    }
}

/// How a form is laid out: which fields come first, which stand behind *More*, which nobody fills in by hand.
struct FormDesign: Sendable {
    /// The fields that are always seen, in this order. Fields that stand nowhere follow behind *More*.
    let fields: [String]
    /// Fields that have no place in the form: programs set them.
    var hidden: Set<String> = []

    /// A layout.
    init(_ fields: String..., hidden: Set<String> = []) {
        self.fields = fields
        self.hidden = hidden
    }
}

/// What a record page shows.
struct RecordDesign: Sendable {
    /// The members whose words say where it stands.
    var states: [String] = []
    /// One line of context under the title.
    var context: (@Sendable (RecordPageContext) -> HTML?)?
    /// The cards of the main column.
    var main: [Card] = []
    /// The cards beside it.
    var aside: [Card] = []
    /// Whether the page tells what happened to the record.
    var hasTimeline = true
}

/// One card of a record page.
struct Card: Sendable {
    /// What fills it.
    enum Content: Sendable {
        /// Members as pairs of name and value.
        case facts([Column])
        /// A member that holds rows.
        case rows(String, [Column])
        /// Another list, narrowed to this record: the query's name, the filter that takes the id, and its columns.
        case related(String, by: String, [Column], limit: Int)
        /// Anything else.
        case view(@Sendable (RecordPageContext) -> HTML?)
    }

    /// The words of its heading: `card.<key>`.
    let key: String
    let content: Content

    /// A card.
    init(_ key: String, _ content: Content) {
        self.key = key
        self.content = content
    }

    /// Another list, narrowed to this record; five rows unless said.
    static func related(_ key: String, _ query: String, by filter: String, _ columns: [Column], limit: Int = 5) -> Card {
        Card(key, .related(query, by: filter, columns, limit: limit))
    }

    /// Pairs of name and value.
    static func facts(_ key: String, _ columns: Column...) -> Card { Card(key, .facts(columns)) }

    /// The rows of a member.
    static func rows(_ key: String, _ member: String, _ columns: [Column]) -> Card { Card(key, .rows(member, columns)) }

    /// A card made by hand; nil leaves it out.
    static func view(_ key: String, _ body: @escaping @Sendable (RecordPageContext) -> HTML?) -> Card {
        Card(key, .view(body))
    }
}

/// What a card made by hand can look at.
struct RecordPageContext: Sendable {
    let desk: Desk
    /// The record's id as text.
    let id: String
    /// The record with what belongs to it, the record's own members first.
    let record: JSON
    /// The answers of the page's related lists, by query name.
    let related: [String: JSON]
}
