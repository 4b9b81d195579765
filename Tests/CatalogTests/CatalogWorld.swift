import Kernel
import Platform
import PlatformFixtures
import Store

@testable import Catalog

extension World {
    static func catalog(_ engine: Engine) async throws -> World {
        try await .fresh(engine, modules: [CatalogModule.module])
    }
}

/// A price in the shop's currency.
func gbp(_ amount: String) throws -> UnitPrice { try UnitPrice(amount, Currency(parsing: "GBP")) }
