import Kernel
import Store

/// A module's table of contents: everything it owns, from which every face, document and test is derived.
public struct Module: Sendable {
    /// The module's root word, as in `orders.cancel`.
    public let name: String
    /// One sentence: what it owns.
    public let summary: String
    /// Its tables, as appended migrations.
    public var migrations: [Migration]
    /// The kinds of record people meet in addresses: `orders` → `ord`.
    public var resources: [Resource]
    /// Every write.
    public var actions: [any Action.Type]
    /// Every read that people or programs ask for.
    public var queries: [any Query.Type]
    /// Every event it emits.
    public var events: [any Event.Type]
    /// What it does when others speak.
    public var subscribers: [Subscriber]
    /// Its typed settings.
    public var settings: [any AnySetting]
    /// What `martlet verify` checks.
    public var checks: [Check]
    /// The tables of its own that hold amounts in the shop's currency: a row in one of them settles the currency.
    public var amountTables: [String]
    /// Its state machines, for the documents and the soundness test.
    public var lifecycles: [Lifecycle]
    /// What the role `staff` gets from this module.
    public var staffPermissions: [Permission]
    /// What every member may do here, whatever their role.
    public var memberPermissions: [Permission]
    /// Things to do now and then: expiring, cleaning.
    public var sweeps: [Sweep]
    /// Long work that servers do in the background, a portion at a time.
    public var works: [Work]
    /// Work it does after a commit, outside any transaction.
    public var jobs: [any Job.Type]
    /// Jobs that every shop does at set times.
    public var schedules: [Schedule]
    /// Work of several stored steps.
    public var workflows: [any Workflow.Type]
    /// Why its work can stay unfinished.
    public var reasons: [Reason]
    /// The thresholds its actions are measured by when they may have to wait for approval.
    public var policyTopics: [PolicyTopic]
    /// How it does what can be done in several ways, unless the installation chooses otherwise.
    public var strategies: [any Strategy]
    /// Who is at work in a shop with what they may do now: said by the module that knows people.
    public var people: (@Sendable (Reader) throws -> [Caller])?

    /// A module; whatever it does not have is left out.
    public init(
        name: String, summary: String, migrations: [Migration] = [], resources: [Resource] = [],
        actions: [any Action.Type] = [], queries: [any Query.Type] = [], events: [any Event.Type] = [],
        subscribers: [Subscriber] = [], settings: [any AnySetting] = [], checks: [Check] = [],
        amountTables: [String] = [], lifecycles: [Lifecycle] = [], staffPermissions: [Permission] = [],
        memberPermissions: [Permission] = [],
        sweeps: [Sweep] = [], works: [Work] = [], jobs: [any Job.Type] = [], schedules: [Schedule] = [],
        workflows: [any Workflow.Type] = [], reasons: [Reason] = [], policyTopics: [PolicyTopic] = [],
        strategies: [any Strategy] = [],
        people: (@Sendable (Reader) throws -> [Caller])? = nil
    ) {
        self.name = name
        self.summary = summary
        self.migrations = migrations
        self.resources = resources
        self.actions = actions
        self.queries = queries
        self.events = events
        self.subscribers = subscribers
        self.settings = settings
        self.checks = checks
        self.amountTables = amountTables
        self.lifecycles = lifecycles
        self.staffPermissions = staffPermissions
        self.memberPermissions = memberPermissions
        self.sweeps = sweeps
        self.works = works
        self.jobs = jobs
        self.schedules = schedules
        self.workflows = workflows
        self.reasons = reasons
        self.policyTopics = policyTopics
        self.strategies = strategies
        self.people = people
    }
}

/// A kind of record with an address: the collection's name in paths and the prefix of its ids.
public struct Resource: Sendable, Hashable {
    /// As in `/v1/orders`; underscores become hyphens in paths.
    public let collection: String
    /// As in `ord_…`.
    public let idPrefix: String
    /// What people call one of them.
    public let singular: String
    let naming: Naming?

    /// Declares the collection of a record type.
    public init<R: Identified>(_ collection: String, of type: R.Type, singular: String) {
        self.collection = collection
        self.idPrefix = R.idPrefix
        self.singular = singular
        naming = nil
    }

    /// Declares the collection of a record type whose records are known by a column: an order by its number.
    public init<R: Record>(_ collection: String, of type: R.Type, singular: String, named column: StaticString) {
        self.collection = collection
        self.idPrefix = R.idPrefix
        self.singular = singular
        naming = Naming(table: R.table.name, column: "\(column)")
    }
}

/// The column by which people know the records of a table.
struct Naming: Sendable, Hashable {
    let table: String
    let column: String
}

/// A named state machine with its drawing and the result of its soundness check.
public struct Lifecycle: Sendable {
    /// The record's name.
    public let name: String
    /// A Mermaid state diagram, made from the moves.
    public let drawing: String
    /// What is wrong with it: missing rows, unreachable states. Empty when sound.
    public let faults: [String]

    /// Takes everything from the machine itself.
    public init<State>(_ name: String, _ machine: StateMachine<State>) {
        self.name = name
        drawing = machine.mermaid
        faults = machine.soundness()
    }
}

/// Something a module does now and then for a shop, by performing an action as the system: expiring what has
/// waited too long. `due` answers the action to perform, or nil when there is nothing to do.
public struct Sweep: Sendable {
    /// The stable name, in audit rows as `system:sweep.name`.
    public let name: String
    /// Looks whether there is work in a shop.
    public let due: @Sendable (Reader) throws -> (any Action)?

    /// A sweep.
    public init(_ name: String, due: @escaping @Sendable (Reader) throws -> (any Action)?) {
        self.name = name
        self.due = due
    }
}
