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
    /// The value of `sort` that the list begins with, where the query's own order is not the one people want.
    var sort: String?
    /// What can be done with many at once: names of actions on one record of the collection.
    var bulk: [String] = []
    /// Whether its list is the place to create one; the main button of the list.
    var creation: String?
    /// Actions of other collections that belong to the list as well; its forms lead back here.
    var others: [String] = []
    /// Whether there are so few that a form offers all of them.
    var isShort = false
    /// What another query says of the rows.
    var beside: Beside?
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

/// What another query says of a list's rows, put into each of them: stock beside products.
struct Beside: Sendable {
    /// A query that takes up to fifty ids and answers rows that name them.
    let query: String
    /// Its filter, and the member of its rows that holds the id.
    let filter: String
    let key: String
    /// The member that the rows get.
    let member: String
}

/// The sections of the navigation.
enum NavigationGroup: String, CaseIterable, Sendable {
    case sell, money, catalogue, inventory, customers, insight, automate, settings

    var icon: String {
        switch self {
        case .sell: "orders"
        case .money: "ledger"
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
    /// Whether it may be the main button of the page: what people do next with a record that stands so.
    let isMain: Bool
    /// Whether it may stand beside the main button; otherwise it is in the menu.
    let isBeside: Bool
    /// What its form begins with: fields of the form, by the members of the record that they take.
    let fill: [String: String]
    /// Whether the record's state allows it; what it does not allow is shown, disabled, with the reason
    /// `step.<action>.not`.
    let when: @Sendable (JSON) -> Bool

    /// A step. What may be the main button may stand beside another, too.
    init(
        _ action: String, icon: String? = nil, danger: Bool = false, main: Bool = true, beside: Bool = false,
        fill: [String: String] = [:], when: @escaping @Sendable (JSON) -> Bool = { _ in true }
    ) {
        self.action = action
        self.icon = icon
        isDanger = danger
        isMain = main && !danger
        isBeside = beside || isMain
        self.fill = fill
        self.when = when
    }
}

/// How a form is laid out: which fields come first, which stand behind *More*, which nobody fills in by hand.
struct FormDesign: Sendable {
    /// The fields that are always seen, in this order. Fields that stand nowhere follow behind *More*.
    let fields: [String]
    /// Fields that have no place in the form: programs set them.
    var hidden: Set<String> = []
    /// What fields choose from, where neither their schema nor a list of records says it.
    var choices: [String: FieldChoices.Source] = [:]
    /// What a preview shows of what the action answers, before the records that change.
    var answer: (@Sendable (Desk, JSON) -> HTML?)?

    /// A layout.
    init(_ fields: String..., hidden: Set<String> = [], choices: [String: FieldChoices.Source] = [:]) {
        self.fields = fields
        self.hidden = hidden
        self.choices = choices
    }
}

/// What a record page shows.
struct RecordDesign: Sendable {
    /// The members whose words say where it stands.
    var states: [String] = []
    /// Flags that say it too.
    var flags: [Column] = []
    /// What the page is called, where no member says it whole.
    var title: (@Sendable (RecordPageContext) -> String?)?
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
        /// Another list, narrowed to this record and by more filters, shown by hand; nothing leaves it out.
        case answers(Related, @Sendable (RecordPageContext, JSON) -> HTML?)
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
    static func related(_ key: String, _ query: String, by filter: String, _ columns: [Column], limit: Int = 5) -> Card
    {
        Card(key, .related(query, by: filter, columns, limit: limit))
    }

    /// Another list about this record, shown by hand.
    static func answers(
        _ key: String, _ related: Related, _ body: @escaping @Sendable (RecordPageContext, JSON) -> HTML?
    ) -> Card { Card(key, .answers(related, body)) }

    /// The list that the card asks, if it asks one.
    var asks: Related? {
        switch content {
        case .related(let query, let filter, _, let limit): Related(query, by: filter, limit: limit)
        case .answers(let related, _): related
        case .facts, .rows, .view: nil
        }
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

/// A list that a record page asks about its record.
struct Related: Sendable {
    /// The query's name.
    let query: String
    /// The filter that takes the record's id.
    let filter: String
    /// Further filters, as in addresses.
    let more: [String: String]
    /// How many rows; none for what is no list.
    let limit: Int
    /// For which records it is asked.
    var when: @Sendable (JSON) -> Bool = { _ in true }

    /// A list narrowed to the record.
    init(_ query: String, by filter: String, more: [String: String] = [:], limit: Int = 5) {
        self.query = query
        self.filter = filter
        self.more = more
        self.limit = limit
    }

    /// What is no list: a query about the record, or an action that is tried on it and leaves nothing behind.
    init(whole name: String, by field: String, when: @escaping @Sendable (JSON) -> Bool = { _ in true }) {
        self.init(name, by: field, limit: 0)
        self.when = when
    }

    /// What the query is asked for the record of an id.
    func asked(_ id: String) -> JSON {
        var members = JSONObject([.init(filter, .string(id))])
        if limit > 0 { members["limit"] = .int(Int64(limit)) }
        for (name, value) in more { members[name] = .string(value) }
        return .object(members)
    }

    /// The address of the whole list.
    func address(_ id: String) -> String {
        let name = QueryName(query)
        let path = name.view == "list" ? RecordAddress.list(name.collection) : RecordAddress.view(name)
        let pairs =
            [(name: filter, value: id)] + more.sorted { $0.key < $1.key }.map { (name: $0.key, value: $0.value) }
        return PageAddress.text(path, pairs)
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
