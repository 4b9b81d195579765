import Kernel
import Platform
import Store

extension Variant {
    /// The variants of a product, in their order.
    static func all(of product: ID<Product>, in db: Reader) throws -> [Variant] {
        try db.records(Variant.self, where: "product = \(product)", tail: "ORDER BY position, id")
    }
}

extension Brand {
    /// The brand of a name; made when the shop has none.
    static func ensured(_ name: String, in tx: Transaction) throws -> Brand {
        if let known = try named(name, in: tx) { return known }
        let brand = Brand(id: tx.newID(), name: name, createdAt: tx.now)
        try tx.writing(brand)
        return brand
    }
}

extension Category {
    /// The category at the end of these names from the root; made as far as it is missing. No names, no category.
    static func ensured(_ names: [String], in tx: Transaction) throws -> Category? {
        var parent: Category?
        for name in names {
            let wanted = Category(id: tx.newID(), name: name, parent: parent, createdAt: tx.now)
            if let known = try at(path: wanted.path, in: tx) {
                parent = known
            } else {
                try tx.writing(wanted)
                parent = wanted
            }
        }
        return parent
    }
}

/// A path in the tree of categories as people write it: `Kitchen > Cake stands`.
enum CategoryPath {
    /// The names from the root, cleaned; notes what is wrong with them.
    static func names(in text: String, _ check: inout Validation) -> [String] {
        let names = text.split(separator: ">").map { check.line(String($0), "category", limit: 120) }
        check.check(
            names.count <= Category.depthLimit, "category", "too_deep",
            "Categories are at most \(Category.depthLimit) deep.")
        return names.filter { !$0.isEmpty }
    }
}

extension Transaction {
    /// Inserts a brand; a name that is taken is a named refusal, decided by the unique index.
    func writing(_ brand: Brand) throws {
        do {
            try nested { try insert(brand) }
        } catch let error as DBError where error.isUnique(on: "name_key") {
            throw Problem.brandTaken(brand.name)
        }
    }

    /// Inserts a category; a path that is taken is a named refusal, decided by the unique index.
    func writing(_ category: Category) throws {
        do {
            try nested { try insert(category) }
        } catch let error as DBError where error.isUnique(on: "path_key") {
            throw Problem.categoryTaken(category.path)
        }
    }
}
