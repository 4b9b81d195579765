import Catalog
import Inventory
import Kernel
import Platform

/// What an order's lines mean for stock: one demand for each stocked article, however many lines name it.
enum OrderStock {
    static func demands(_ lines: [OrderLine]) throws -> [StockDemand] {
        try demands(lines.map { (line: OrderLine) -> (OrderLine, Quantity) in (line, line.quantity) })
    }

    static func demands(_ parts: [(line: OrderLine, quantity: Quantity)]) throws -> [StockDemand] {
        var sums: [ID<Variant>: Quantity] = [:]
        var order: [ID<Variant>] = []
        for (line, quantity) in parts where line.movesStock {
            guard let variant = line.variant else { continue }
            if sums[variant] == nil { order.append(variant) }
            sums[variant] = try sums[variant, default: .zero].adding(quantity)
        }
        return order.map { (variant: ID<Variant>) -> StockDemand in
            StockDemand(sums[variant, default: .zero], of: variant)
        }
    }

    /// Frees what is promised to the order and says what that was, by SKU as ordered.
    static func release(_ order: Order, _ lines: [OrderLine], in tx: Transaction) throws -> [FreedStock] {
        let released = try Stock.release(for: order.id.reference, in: tx)
        var skus: [ID<Variant>: String] = [:]
        for line in lines {
            if let variant = line.variant { skus[variant] = line.sku }
        }
        return released.map { (reservation: Reservation) -> FreedStock in
            FreedStock(
                variant: reservation.variant, sku: skus[reservation.variant] ?? "", quantity: reservation.quantity)
        }
    }
}
