import Kernel
import Platform

/// Adds a brand.
struct CreateBrand: Action {
    static let name: ActionName = "brands.create"
    static let permission = Permission.brandsCreate
    static let summary = "Adds a brand."
    static let route = ActionRoute.create

    var name: String

    func perform(in tx: Transaction) throws -> Brand {
        var check = Validation()
        let cleaned = check.line(name, "name", limit: 120, isRequired: true)
        try check.finish()
        let brand = Brand(id: tx.newID(), name: cleaned, createdAt: tx.now)
        try tx.writing(brand)
        return brand
    }
}
