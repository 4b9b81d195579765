import Kernel
import Platform

/// Adds a category to the shop's tree.
struct CreateCategory: Action {
    static let name: ActionName = "categories.create"
    static let permission = Permission.categoriesCreate
    static let summary = "Adds a category, at the root or below another one."
    static let route = ActionRoute.create

    var name: String
    /// The category above it; at the root when absent.
    var parent: ID<Category>?

    func perform(in tx: Transaction) throws -> Category {
        var check = Validation()
        let cleaned = check.line(name, "name", limit: 120, isRequired: true)
        check.check(!cleaned.contains(">"), "name", "bad_character", "A category's name has no '>' in it.")
        let above = try check.existing(parent, "parent", in: tx).flatMap { try tx.get($0) }
        check.check(
            (above?.depth ?? 0) < Category.depthLimit, "parent", "too_deep",
            "Categories are at most \(Category.depthLimit) deep.")
        try check.finish()
        let category = Category(id: tx.newID(), name: cleaned, parent: above, createdAt: tx.now)
        try tx.writing(category)
        return category
    }
}
