import Importing
import Kernel
import Platform
import Synchronization

/// One thing that was asked for, and what was heard of it.
struct Ask: Sendable {
    let key: String
    let action: String
    let input: JSON
    /// How much had been done to the disk when it was asked for.
    let begun: Int
    /// How much had been done to the disk when the answer was heard, and the answer; nil when there was none.
    var answer: (position: Int, json: String)?
    /// The requests it was made with: more than one when it had to be made again.
    var requests: [String]
}

/// Everything that was asked for in one life of the shop.
final class Ledger: Sendable {
    private let asks = Mutex<[Ask]>([])

    var all: [Ask] { asks.withLock { asks in asks } }

    /// Asks, with a key, and writes down what is heard. A refusal of the business is no answer: nothing happened.
    func ask(
        _ action: String, _ input: JSON, key: String, requests: [String] = [], of shop: Shop
    ) async throws -> JSON? {
        let request = "\(key).\(requests.count + 1)"
        let ask = Ask(
            key: key, action: action, input: input, begun: DiskLog.position, requests: requests + [request])
        let index = asks.withLock { asks in
            asks.append(ask)
            return asks.count - 1
        }
        do {
            let performed = try await shop.perform(action, input, key: key, request: request)
            let position = DiskLog.position
            let json = String(decoding: performed.json, as: UTF8.self)
            asks.withLock { asks in asks[index].answer = (position, json) }
            return performed.outcome
        } catch let problem as Problem where problem.kind == .conflict || problem.kind == .unprocessable {
            return nil
        }
    }
}

/// One client that trades, on orders of its own.
struct Client {
    let name: String
    let goods: Goods
    private var orders: [(id: String, status: String)] = []
    private var dice: Dice
    private var made = 0

    init(_ name: String, _ goods: Goods, seed: UInt64) {
        self.name = name
        self.goods = goods
        dice = Dice(seed)
    }

    /// Asks for so many things, one after the other.
    mutating func trade(_ count: Int, with shop: Shop, _ ledger: Ledger) async throws {
        for _ in 0..<count {
            shop.clock.advance(by: .milliseconds(700))
            made += 1
            if !orders.isEmpty, dice.below(100) < 45 {
                try await moveOn(shop, ledger)
            } else if dice.below(10) < 6 {
                let lines = (0..<dice.number(1...3)).map { _ in line(dice.number(1...3)) }
                let order = try await ask("orders.place", ["lines": .array(lines), "note": .string(key)], shop, ledger)
                if let id = order?["id"]?.string { orders.append((id, "pending")) }
            } else {
                try await move(shop, ledger)
            }
        }
    }

    private var key: String { "\(name)-\(made)" }

    private func ask(_ action: String, _ input: JSON, _ shop: Shop, _ ledger: Ledger) async throws -> JSON? {
        try await ledger.ask(action, input, key: key, of: shop)
    }

    private mutating func line(_ quantity: Int) -> JSON {
        ["variant": .string(dice.one(of: goods.variants) ?? ""), "quantity": .string("\(quantity)")]
    }

    /// The next step of an order.
    private mutating func moveOn(_ shop: Shop, _ ledger: Ledger) async throws {
        let index = dice.below(orders.count)
        let order = orders[index]
        let steps =
            switch order.status {
            case "pending": ["orders.mark_paid", "orders.mark_paid", "orders.cancel"]
            case "paid": ["orders.fulfil", "orders.fulfil", "orders.cancel"]
            case _: ["orders.refund"]
            }
        guard let step = dice.one(of: steps) else { return }
        let id = JSON.string(order.id)
        let input: JSON =
            switch step {
            case "orders.cancel": ["order": id, "reason": "customer"]
            case "orders.refund": ["order": id, "restock": true]
            case _: ["order": id]
            }
        guard try await ask(step, input, shop, ledger) != nil else { return }
        switch step {
        case "orders.mark_paid": orders[index].status = "paid"
        case "orders.fulfil": orders[index].status = "fulfilled"
        case _: orders.remove(at: index)
        }
    }

    /// Goods come and go, and people and articles are added.
    private mutating func move(_ shop: Shop, _ ledger: Ledger) async throws {
        let (here, there) = (JSON.string(goods.locations[0]), JSON.string(goods.locations[1]))
        switch dice.below(5) {
        case 0:
            _ = try await ask(
                "inventory.adjust",
                ["location": here, "lines": [line(dice.number(1...5))], "reason": "found", "note": .string(key)], shop,
                ledger)
        case 1:
            _ = try await ask(
                "inventory.transfer", ["from": here, "to": there, "lines": [line(1)], "note": .string(key)], shop,
                ledger)
        case 2:
            let lines = goods.variants.map { variant -> JSON in ["variant": .string(variant), "quantity": "3"] }
            _ = try await ask("inventory.stock_in", ["location": here, "lines": .array(lines)], shop, ledger)
        case 3: _ = try await ask("customers.create", ["name": .string("Customer \(key)")], shop, ledger)
        case _:
            _ = try await ask(
                "products.upsert",
                [
                    "handle": .string("new-\(key.lowercased())"), "title": .string("New \(key)"),
                    "variants": [["sku": .string("N-\(key)"), "price": ["amount": "3.50", "currency": "EUR"]]],
                ], shop, ledger)
        }
    }
}

/// What the server does by itself beside the clients: events are brought home, what falls due is done, files are
/// imported.
enum Housekeeping {
    static func run(_ rounds: Int, _ name: String, importing: Bool, with shop: Shop, _ ledger: Ledger) async throws {
        let installation = shop.installation
        if importing { try await importOrders(name, with: shop, ledger) }
        for _ in 0..<rounds {
            try await installation.dispatcher.drain(tenant: 1)
            _ = try await installation.work(atMost: 4)
            shop.clock.advance(by: .seconds(1))
            await Task.yield()
        }
        for entry in try await installation.shops() {
            try await installation.settle(entry)
            try await installation.work(entry)
        }
    }

    private static func importOrders(_ name: String, with shop: Shop, _ ledger: Ledger) async throws {
        var lines = ["InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country"]
        for number in 0..<400 {
            lines.append("\(name)\(number / 3),S-\(number % 12 + 1),Thing,2,2026-01-15 10:00,2.25,\(number % 9),France")
        }
        let uploads = ImportUploads(shop.installation, as: shop.invocation(request: "upload-\(name)"))
        let receipt = try await uploads.receive(.orders, name: "orders-\(name).csv")
        try receipt.write(Array((lines.joined(separator: "\n") + "\n").utf8))
        let upload = try await receipt.finish()
        _ = try await ledger.ask(
            "imports.begin", ["upload": .string(upload.id.description)], key: "\(name)-import", of: shop)
    }
}
