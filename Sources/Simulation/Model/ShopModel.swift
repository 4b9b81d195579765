import Catalog
import Inventory
import Kernel
import Orders
import Platform

/// What must be true in one shop, computed beside it from what its log says was done. It shares no code with what it
/// checks but the arithmetic of money.
struct ShopModel: Sendable {
    var stock = StockModel()
    var catalogue = CatalogueModel()
    private(set) var approvals = ApprovalModel()
    private(set) var orders: [String: OrderModel] = [:]
    /// Orders in the order in which they were placed; the newest are what people work on.
    private(set) var recent: [String] = []
    private(set) var moves = OrderModel.usualMoves
    /// Actions that have to wait.
    private var held: Set<String> = []
    private var touchedOrders: Set<String> = []
    /// Whether something was done whose input is too large for the log.
    private var lostTrack = false

    /// Does what was done.
    mutating func apply(_ entry: AuditedAction, _ body: JSON) throws {
        let action = entry.action
        let isAboutOrders = action.hasPrefix("orders.") || action == "credit_notes.create"
        let input = body["input"] ?? .null
        if action.hasPrefix("approvals.") && action != "approvals.delegate" {
            return approvals.apply(action, by: entry.principal, input, body["changes"]?.array ?? [])
        }
        if action == "products.archive" || action == "products.unarchive" {
            return catalogue.put(input["product"]?.string ?? "", away: action == "products.archive")
        }
        guard isAboutOrders || action.hasPrefix("inventory.") || action == "settings.set" else { return }
        if input["digest"] != nil, input["bytes"] != nil {
            lostTrack = true
        } else if isAboutOrders {
            try apply(order: action, input, body["changes"]?.array ?? [], at: entry.at)
        } else if action == "settings.set" {
            set(input)
        } else {
            try stock.apply(action, input, at: entry.at, variants: catalogue.variants)
        }
    }

    private mutating func set(_ input: JSON) {
        if input["key"]?.string == "approvals.required_actions" {
            held = Set((input["value"]?.array ?? []).compactMap(\.string))
        }
        guard input["key"]?.string == "orders.status_moves", let table = input["value"]?.object else { return }
        moves = table.members.reduce(into: [:]) { moves, member in
            moves[member.key] = (member.value.array ?? []).compactMap(\.string)
        }
    }

    // MARK: Orders

    private mutating func apply(order action: String, _ input: JSON, _ changes: [JSON], at now: Instant) throws {
        if action == "orders.place" { return try place(input, changes) }
        if action == "orders.expire_pending" {
            for change in changes {
                guard let id = change["record"]?.string, id.hasPrefix("ord_") else { continue }
                try changed(id) { order, moves in try order.expire(at: now, moves) }
            }
            return
        }
        guard let id = input["order"]?.string else { return }
        try changed(id) { order, moves in try Self.move(&order, action, input, moves) }
    }

    private mutating func changed(
        _ id: String, _ body: (inout OrderModel, [String: [String]]) throws -> Void
    ) throws {
        guard var order = orders[id] else { return }
        touchedOrders.insert(id)
        try body(&order, moves)
        orders[id] = order
    }

    /// Whether nothing that is known here speaks against moving an order.
    func allows(_ action: String, _ input: JSON) -> Bool {
        guard !held.contains(action), let id = input["order"]?.string, var order = orders[id] else { return false }
        do {
            try Self.move(&order, action, input, moves)
            return true
        } catch {
            return false
        }
    }

    private static func move(
        _ order: inout OrderModel, _ action: String, _ input: JSON, _ moves: [String: [String]]
    ) throws {
        switch action {
        case "orders.mark_paid": try order.pay(moves)
        case "orders.fulfil": try order.fulfil(moves)
        case "orders.cancel": try order.cancel(moves)
        case "orders.refund": try order.refund(moves)
        case "orders.mark_refunded": try order.markRefunded()
        case "orders.receive_payment": try order.receive(minor(input["amount"]), moves)
        case "orders.reverse_payment": try order.reverse(minor(input["amount"]))
        case "orders.pay_out": try order.payOut(minor(input["amount"]))
        case "orders.allow": try order.allow(minor(input["amount"]))
        case "orders.write_off": try order.writeOff(input["amount"].map { minor($0) })
        case "orders.delete": order.isDeleted = true
        case "orders.restore": order.isDeleted = false
        case "credit_notes.create":
            let parts = (input["lines"]?.array ?? []).map { line in
                (Int(line["line"]?.int ?? 0), StockModel.micros(line["quantity"]))
            }
            try order.credit(parts, shipping: minor(input["shipping"]), moves)
        case "orders.set_status":
            switch input["status"]?.string {
            case "paid": try order.pay(moves)
            case "fulfilled": try order.fulfil(moves)
            case "cancelled": try order.cancel(moves)
            case "refunded": try order.refund(moves)
            case _: break
            }
        case _: break
        }
    }

    /// An order is what its lines cost, less the discount, with the shipping.
    private mutating func place(_ input: JSON, _ changes: [JSON]) throws {
        let made = changes.first { change in change["record"]?.string?.hasPrefix("ord_") == true }
        guard let made, let id = made["record"]?.string else { return }
        var amounts: [Money] = []
        var found: [(variant: String, article: CatalogueModel.Article, quantity: Int64)] = []
        for line in input["lines"]?.array ?? [] {
            guard let named = catalogue.variant(of: line), let article = catalogue.articles[named],
                let price = article.price
            else {
                throw Finding("orders.known_articles", "\(id) was placed for an article without a price")
            }
            let quantity = StockModel.micros(line["quantity"])
            amounts.append(try price.times(Quantity(micros: quantity), rounding: .halfAwayFromZero).amount)
            found.append((named, article, quantity))
        }
        guard let currency = amounts.first?.currency else { return }
        let discount = Money(Self.minor(input["discount"]), currency)
        let shares =
            try discount.isZero ? amounts.map { _ in discount } : discount.allocated(by: amounts.map(\.minorUnits))
        let shipping = Self.minor(input["shipping"])
        let total = amounts.reduce(0) { $0 + $1.minorUnits } - discount.minorUnits + shipping
        let said = Self.minor(made["after"]?["total"])
        guard said == total else {
            throw Finding("orders.totals_are_sums", "\(id) costs \(said) and its lines make \(total)")
        }
        let lines = zip(found, zip(amounts, shares)).map { line, money in
            OrderModel.Line(
                variant: line.variant, quantity: line.quantity, net: money.0.minorUnits - money.1.minorUnits,
                isStocked: line.article.isStocked)
        }
        var order = OrderModel(total: total, shipping: shipping, lines: lines)
        order.expires = input["expires_at"]?.string.flatMap { Instant($0) }
        orders[id] = order
        touchedOrders.insert(id)
        recent.append(id)
        if recent.count > 60, let old = recent.first {
            recent.removeFirst()
            if orders[old]?.promised.isEmpty == true { orders[old] = nil }
        }
    }

    /// An amount as JSON has it, in minor units.
    static func minor(_ json: JSON?) -> Int64 {
        guard let amount = json?["amount"]?.string, let code = json?["currency"]?.string,
            let currency = try? Currency(parsing: code), let money = try? Money(amount, currency)
        else { return 0 }
        return money.minorUnits
    }

    // MARK: Comparison

    /// Compares what was touched with what is stored; nothing is touched afterwards.
    mutating func compare(in db: Reader) throws {
        defer {
            touchedOrders = []
            lostTrack = false
            stock.settle()
        }
        if lostTrack { return try adoptStock(in: db) }
        if let shelf = stock.oversold().first { throw Finding("stock.never_oversold", shelf) }
        try compareStock(in: db)
        for id in touchedOrders.sorted() { try compareOrder(id, in: db) }
    }

    private mutating func adoptStock(in db: Reader) throws {
        let known = catalogue.ids.compactMap { ID<Variant>($0) }
        for level in try Stock.levels(of: known, in: db) { adopt(level) }
    }

    /// Takes a level as it is.
    mutating func adopt(_ level: StockLevel) {
        stock.adopt(
            level.variant.description, level.location.description,
            StockModel.Level(
                onHand: level.onHand.micros, reserved: level.reserved.micros, limit: level.backorderLimit.micros))
    }

    private mutating func compareStock(in db: Reader) throws {
        let changed = stock.touched.union(stock.unknown).sorted().compactMap { ID<Variant>($0) }
        if changed.isEmpty { return }
        for level in try Stock.levels(of: changed, in: db) {
            let (variant, location) = (level.variant.description, level.location.description)
            if stock.unknown.contains(variant) {
                adopt(level)
                continue
            }
            let expected = stock.levels[variant]?[location] ?? StockModel.Level()
            let stored = StockModel.Level(
                onHand: level.onHand.micros, reserved: level.reserved.micros, limit: level.backorderLimit.micros)
            if stored != expected {
                throw Finding(
                    "stock.levels_are_what_was_done", "\(variant) at \(location): \(stored), expected \(expected)")
            }
        }
    }

    private func compareOrder(_ id: String, in db: Reader) throws {
        guard let expected = orders[id], let key = ID<Order>(id) else { return }
        guard let stored = try db.get(key) else {
            throw Finding("orders.stay", "\(id) was placed and is not there")
        }
        let seen = [
            stored.status.rawValue, stored.paymentState.rawValue, stored.fulfilmentState.rawValue,
            "\(stored.total.minorUnits)", "\(stored.credited.minorUnits)", "\(stored.deletedAt != nil)",
            "\(MoneyModel(stored.money))",
        ]
        let wanted = [
            expected.status, expected.payment, expected.fulfilment, "\(expected.total)", "\(expected.credited)",
            "\(expected.isDeleted)", "\(expected.money)",
        ]
        guard seen == wanted else {
            throw Finding("orders.are_what_was_done", "\(id) is \(seen), expected \(wanted)")
        }
        let promised = (stock.promises[id] ?? []).reduce(into: [:]) { sums, promise in
            sums[promise.variant, default: 0] += promise.quantity
        }
        guard promised == expected.promised else {
            throw Finding("orders.hold_their_stock", "\(id) is promised \(promised), expected \(expected.promised)")
        }
    }
}

extension MoneyModel {
    fileprivate init(_ stored: OrderMoney?) {
        guard let stored else { return }
        paid = stored.paid.minorUnits
        tendered = stored.tendered.minorUnits
        reversed = stored.reversed.minorUnits
        refunded = stored.refunded.minorUnits
        allowed = stored.allowed.minorUnits
        writtenOff = stored.writtenOff.minorUnits
    }
}
