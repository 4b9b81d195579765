import Kernel
import Platform
import Store

/// What a walk is like.
public enum Manner: String, Sendable, CaseIterable {
    /// What a shop does all day comes more often than what it does once a year.
    case busy
    /// Everything comes alike, and what was hardly ever done comes more often.
    case even
}

/// Decides what happens next: a random walk over everything that can be asked, by people who mostly know what they do.
struct Walk {
    private let world: SimulatedWorld
    private let manner: Manner
    private let entries: [(entry: ActionEntry, fields: [Schema.Field], upTo: Int)]
    /// Where each action is among the entries.
    private let places: [String: Int]
    /// How often each of them was done.
    private var times: [Int]
    private let schemas = SchemaRegistry()
    private var dice: Dice
    private var pools: [Pool]
    private var now = SimulatedWorld.start
    private var number = 0
    /// Requests that may come a second time.
    private var asked: [Ask] = []
    /// Requests of which nobody knows what became of them.
    private var open: [Ask] = []

    init(_ world: SimulatedWorld, seed: UInt64, manner: Manner, favouring: Set<String> = []) throws {
        self.world = world
        self.manner = manner
        dice = Dice(seed)
        pools = world.shops.map(\.pool)
        var entries: [(entry: ActionEntry, fields: [Schema.Field], upTo: Int)] = []
        var sum = 0
        for entry in world.registry.actions {
            guard Self.asks(for: entry) else { continue }
            let name = entry.name.rawValue
            sum += favouring.contains(name) ? Weights.favour : Weights.of(name)
            entries.append((entry, try entry.describe(schemas).input, sum))
        }
        self.entries = entries
        places = entries.indices.reduce(into: [:]) { places, index in places[entries[index].entry.name.rawValue] = index
        }
        times = entries.map { _ in 0 }
    }

    /// Whether an action is asked for by name: everything that has an address, and what a refinement knows.
    static func asks(for entry: ActionEntry) -> Bool {
        entry.route != nil || Refinements.all.knows(entry.name.rawValue)
    }

    /// The next round.
    mutating func next(_ followers: [Follower]) -> Round {
        number += 1
        pass()
        var steps: [Step] = []
        let width = dice.once(in: 3) ? dice.number(2...4) : 1
        for index in 0..<width {
            let step = step("\(number).\(index)", followers)
            if Self.wantsToBeAlone(step) {
                if steps.isEmpty { steps = [step] }
                break
            }
            steps.append(step)
        }
        var round = Round(number: number, at: now, seed: dice.next(), steps: steps)
        if dice.once(in: 14) { round.fault = fault() }
        round.restarts = dice.once(in: 500)
        return round
    }

    /// Takes in what came of it.
    mutating func learn(_ round: Round, _ answers: [Answer], _ followers: [Follower]) {
        for (index, follower) in followers.enumerated() {
            for record in follower.named { pools[index].learn(.string(record)) }
        }
        for (step, answer) in zip(round.steps, answers) {
            let shop: Int
            switch step {
            case .knock(let knock):
                if case .passed(.key(_, let id)) = answer { pools[knock.shop].learn(.string(id.description)) }
                continue
            case .ask(let ask):
                shop = ask.shop
                if case .done = answer, let place = places[ask.action] { times[place] += 1 }
                if ask.key != nil, Self.isUncertain(answer) { open.append(ask) }
                if ask.key != nil, asked.count < 200 { asked.append(ask) }
            case .upload(let upload): shop = upload.shop
            case .deliver, .sweep, .work, .found: continue
            }
            if case .done(let json, _) = answer { pools[shop].learn(json) }
            if case .held(let approval?) = answer { pools[shop].learn(.string(approval)) }
        }
        if asked.count >= 200 { asked.removeFirst(100) }
        if open.count > 20 { open.removeFirst() }
    }

    private static func isUncertain(_ answer: Answer) -> Bool {
        switch answer {
        case .nothing: true
        case .refused(let problem): problem.kind == .unavailable
        case .done, .replayed, .previewed, .worked, .held, .passed: false
        }
    }

    // MARK: Time and trouble

    /// Time goes on; now and then it jumps.
    private mutating func pass() {
        now = now + .milliseconds(Int64(dice.number(1...4_000)))
        if dice.once(in: 250) { now = now + .minutes(Int64(dice.number(10...3_000))) }
        if dice.once(in: 400) { now = now - .minutes(Int64(dice.number(1...90))) }
    }

    private mutating func fault() -> Fault {
        let effect: Fault.Effect = dice.once(in: 8) ? .death : dice.once(in: 3) ? .full : .broken
        switch dice.below(4) {
        case 0: return Fault(boundary: .commit, visit: dice.number(1...2), effect: effect)
        case 1: return Fault(boundary: .reply, visit: dice.number(1...2), effect: effect)
        case _: return Fault(boundary: .statement, visit: dice.number(1...24), effect: effect)
        }
    }

    // MARK: Steps

    private mutating func step(_ name: String, _ followers: [Follower]) -> Step {
        let shop = dice.below(world.shops.count)
        switch dice.below(100) {
        case 0...9: return .deliver(shop: shop)
        case 10...11: return .sweep(shop: shop)
        case 12...14: return dice.once(in: manner == .even ? 4 : 12) ? .upload(upload(shop)) : .work
        case 15...20:
            if !open.isEmpty { return .ask(again(open.remove(at: dice.below(open.count)), name)) }
            if let earlier = dice.one(of: asked) { return .ask(again(earlier, name)) }
            return .deliver(shop: shop)
        case 21...22: return .knock(knock(name, shop))
        case 23:
            return dice.once(in: 40) ? .found(slug: "new-\(number)-\(dice.below(1_000))") : .knock(knock(name, shop))
        case _: return .ask(ask(name, shop, followers[shop].model))
        }
    }

    private mutating func upload(_ shop: Int) -> Upload {
        let day = CalendarDate(dayNumber: Int(now.microseconds / 86_400_000_000) - dice.number(1...400))
        let file = ImportInputs.file(&dice, fresh: "\(number)", day: day)
        return Upload(
            shop: shop, principal: world.shops[shop].people[0], kind: file.kind, name: file.name, text: file.text)
    }

    /// What changes the catalogue, and work of many steps, is followed alone.
    private static func wantsToBeAlone(_ step: Step) -> Bool {
        switch step {
        case .work, .upload: true
        case .deliver, .sweep, .knock, .found: false
        case .ask(let ask):
            ["products.", "variants.", "catalog.", "imports."].contains { ask.action.hasPrefix($0) }
        }
    }

    private mutating func again(_ ask: Ask, _ name: String) -> Ask {
        var input = ask.input
        // Somebody uses the key of one request for another.
        if dice.once(in: 8), let other = asked.last(where: { $0.action == ask.action && $0.input != ask.input }) {
            input = other.input
        }
        return Ask(
            shop: ask.shop, principal: ask.principal, action: ask.action, input: input, key: ask.key,
            isPreview: ask.isPreview, requestID: "sim-\(name)")
    }

    private mutating func ask(_ name: String, _ shop: Int, _ model: ShopModel) -> Ask {
        let chosen = entries[choice()]
        let action = chosen.entry.name.rawValue
        let asker = chosen.entry.route == nil ? "system:simulation" : principal(shop)
        var maker = InputMaker(
            schemas: schemas, shop: pools[shop], elsewhere: pools[(shop + 1) % pools.count],
            currency: world.shops[shop].entry.shop.currency, now: now, asker: asker, fresh: "\(number)",
            dice: Dice(dice.next()))
        var input = maker.input(chosen.fields)
        // Parts of Martlet do not err; people do.
        let isMeant = chosen.entry.route == nil || !dice.once(in: 25)
        if isMeant { Refinements.all.refine(&input, of: action, with: &maker, in: model) }
        let hasKey = dice.once(in: 2)
        return Ask(
            shop: shop, principal: asker, action: action, input: JSON.object(input).bytes,
            key: hasKey ? "key-\(name)" : nil, isPreview: dice.once(in: 20), requestID: "sim-\(name)")
    }

    /// Which action is asked for.
    private mutating func choice() -> Int {
        switch manner {
        case .busy:
            return usual()
        case .even:
            // Some things can only be done after much of the usual.
            if dice.once(in: 3) { return usual() }
            let some = (0..<3).map { _ in dice.below(entries.count) }
            return some.min { a, b in times[a] < times[b] } ?? 0
        }
    }

    private mutating func usual() -> Int {
        let point = dice.below(entries.last?.upTo ?? 1)
        return entries.firstIndex { $0.upTo > point } ?? 0
    }

    private mutating func knock(_ name: String, _ shop: Int) -> Knock {
        Knock(
            shop: shop, person: dice.below(world.shops[shop].people.count),
            deed: dice.one(of: Knock.Deed.allCases) ?? .comeBack, number: dice.below(1_000), requestID: "sim-\(name)")
    }

    private mutating func principal(_ shop: Int) -> String {
        let people = world.shops[shop].people
        switch dice.below(60) {
        case 0: return "nobody"
        case 1: return world.shops[(shop + 1) % world.shops.count].people[0]
        case 2...30: return people[0]
        case _: return dice.one(of: people) ?? "nobody"
        }
    }
}

/// How often an action is asked for: what a shop does all day comes more often than what it does once a year.
enum Weights {
    /// Of what a run is about: as often as orders are placed.
    static let favour = 120

    static func of(_ action: String) -> Int {
        switch action {
        case "orders.place": 120
        case "orders.mark_paid", "orders.fulfil": 60
        case "orders.cancel", "orders.refund", "orders.set_status", "credit_notes.create": 25
        case "inventory.stock_in": 30
        case "inventory.adjust", "inventory.count", "inventory.transfer", "inventory.reserve": 15
        case "approvals.approve", "approvals.reject": 8
        case "orders.mark_refunded", "orders.delete", "orders.restore": 10
        case "inventory.release", "inventory.ship", "inventory.set_backorder": 8
        case "imports.begin", "chores.ask": 8
        case "team.remove", "locations.deactivate": 1
        case _: 3
        }
    }
}
