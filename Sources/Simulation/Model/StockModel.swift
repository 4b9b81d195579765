import Kernel

/// What must be on the shelves of a shop after everything that was done: plain sums, by rules of its own.
struct StockModel: Sendable {
    /// A variant at a location, in millionths.
    struct Level: Sendable, Hashable {
        var onHand: Int64 = 0
        var reserved: Int64 = 0
        var limit: Int64 = 0
    }

    struct Promise: Sendable, Hashable {
        let variant: String
        let location: String
        let quantity: Int64
        let expires: Instant?
    }

    /// By variant, then by location.
    private(set) var levels: [String: [String: Level]] = [:]
    /// What is promised to a document and neither freed nor sent.
    private(set) var promises: [String: [Promise]] = [:]
    /// Variants whose levels were changed since the last comparison.
    private(set) var touched: Set<String> = []
    /// Variants whose levels were changed by an action that does not say by how much.
    private(set) var unknown: Set<String> = []

    /// Takes a level as it is.
    mutating func adopt(_ variant: String, _ location: String, _ level: Level) {
        levels[variant, default: [:]][location] = level
    }

    /// What was to be compared was compared.
    mutating func settle() {
        touched = []
        unknown = []
    }

    /// Does what an action does to stock. `variants` finds the variants of SKUs.
    mutating func apply(_ action: String, _ input: JSON, at now: Instant, variants: [String: String]) throws {
        func lines() -> [(variant: String, quantity: Int64)] {
            (input["lines"]?.array ?? []).compactMap { line in
                let named = line["variant"]?.string ?? line["sku"]?.string.flatMap { variants[$0] }
                return named.map { ($0, Self.micros(line["quantity"])) }
            }
        }
        let location = input["location"]?.string ?? ""
        switch action {
        case "inventory.stock_in", "inventory.adjust":
            for line in lines() { try change(line.variant, location) { $0.onHand += line.quantity } }
        case "inventory.count":
            for line in lines() { try change(line.variant, location) { $0.onHand = line.quantity } }
        case "inventory.transfer":
            for line in lines() {
                try change(line.variant, input["from"]?.string ?? "") { $0.onHand -= line.quantity }
                try change(line.variant, input["to"]?.string ?? "") { $0.onHand += line.quantity }
            }
        case "inventory.set_stock": try setStock(input)
        case "inventory.set_backorder":
            let limit = Self.micros(input["limit"])
            try change(input["variant"]?.string ?? "", location) { $0.limit = limit }
        case "inventory.reserve":
            let expires = input["expires_at"]?.string.flatMap { Instant($0) }
            try reserve(lines(), at: location, for: input["document"]?.string ?? "", until: expires)
        case "inventory.release": try end(input["document"]?.string ?? "", isSent: false) { _ in true }
        case "inventory.ship": try end(input["document"]?.string ?? "", isSent: true) { _ in true }
        case "inventory.expire_reservations":
            for document in promises.keys.sorted() {
                try end(document, isSent: false) { promise in promise.expires.map { $0 <= now } ?? false }
            }
        case "inventory.record": try record(input)
        case _: return
        }
    }

    private mutating func setStock(_ input: JSON) throws {
        for line in input["lines"]?.array ?? [] {
            guard let variant = line["variant"]?.string else { continue }
            guard let location = line["location"]?.string else {
                unknown.insert(variant)
                continue
            }
            try change(variant, location) { $0.onHand = Self.micros(line["quantity"]) }
        }
    }

    private mutating func reserve(
        _ lines: [(variant: String, quantity: Int64)], at location: String, for document: String, until: Instant?
    ) throws {
        for line in lines {
            try change(line.variant, location) { $0.reserved += line.quantity }
            promises[document, default: []].append(
                Promise(variant: line.variant, location: location, quantity: line.quantity, expires: until))
        }
    }

    private mutating func end(_ document: String, isSent: Bool, _ condition: (Promise) -> Bool) throws {
        let ended = (promises[document] ?? []).filter(condition)
        if ended.isEmpty { return }
        let left = (promises[document] ?? []).filter { !condition($0) }
        promises[document] = left.isEmpty ? nil : left
        for promise in ended {
            try change(promise.variant, promise.location) { level in
                level.reserved -= promise.quantity
                if isSent { level.onHand -= promise.quantity }
            }
        }
    }

    private mutating func record(_ input: JSON) throws {
        for move in input["moves"]?.array ?? [] {
            guard let variant = move["variant"]?.string else { continue }
            let quantity = Self.micros(move["quantity"])
            if let from = move["from"]?["location"]?.string { try change(variant, from) { $0.onHand -= quantity } }
            if let to = move["to"]?["location"]?.string { try change(variant, to) { $0.onHand += quantity } }
        }
    }

    private mutating func change(_ variant: String, _ location: String, _ body: (inout Level) -> Void) throws {
        body(&levels[variant, default: [:]][location, default: Level()])
        touched.insert(variant)
    }

    /// What of the model cannot be: promised more than there is to promise.
    func oversold() -> [String] {
        touched.sorted().flatMap { variant in
            (levels[variant] ?? [:]).sorted { $0.key < $1.key }.compactMap { location, level in
                level.reserved >= 0 && level.onHand + level.limit >= level.reserved
                    ? nil : "\(variant) at \(location) holds \(level)"
            }
        }
    }

    /// A quantity as JSON has it, in millionths.
    static func micros(_ json: JSON?) -> Int64 {
        switch json {
        case .int(let units): units * 1_000_000
        case .string(let text): (try? Quantity(parsing: text))?.micros ?? 0
        case .null, .bool, .double, .array, .object, nil: 0
        }
    }
}
