import Kernel
import Platform
import Store

extension Problem {
    static func variantUnknown(_ id: ID<Variant>) -> Problem {
        Problem(
            .unprocessable, "variants.unknown", "There is no such variant in this shop.", field: "variant",
            remedy: "Check the id, or look the variant up by its SKU.", details: ["variant": id.description])
    }

    static func variantArchived(_ variant: VariantRef) -> Problem {
        Problem(
            .conflict, "variants.archived", "The product is archived.", field: "variant",
            remedy: "Unarchive the product first, or choose another one.",
            details: ["variant": variant.id.description, "sku": variant.sku])
    }

    static let skuTaken = Problem(
        .conflict, "variants.sku_taken", "Another variant has that SKU already.", field: "sku",
        remedy: "Look the SKU up; give this variant another one.")

    static let handleTaken = Problem(
        .conflict, "products.handle_taken", "Another product has that handle already.", field: "handle",
        remedy: "Choose another handle, or leave it out to have one made from the title.")

    static func brandTaken(_ name: String) -> Problem {
        Problem(
            .conflict, "brands.name_taken", "There is a brand of that name already.", field: "name",
            remedy: "Use the existing brand.", details: ["name": name])
    }

    static func categoryTaken(_ path: String) -> Problem {
        Problem(
            .conflict, "categories.path_taken", "There is a category of that name there already.", field: "name",
            remedy: "Use the existing category, or choose another name.", details: ["path": path])
    }

    static let searchRuleArchived = Problem(
        .conflict, "search_rules.archived", "The rule is archived.", field: "search_rule",
        remedy: "Take it out of the archive first.")

    static func searchRuleRevised(_ revision: Int) -> Problem {
        Problem(
            .conflict, "search_rules.revised", "The draft has been changed since.", field: "revision",
            remedy: "Look at the draft as it is now, then publish that.",
            details: ["current_revision": String(revision)])
    }

    static let productArchived = Problem(
        .conflict, "products.archived", "The product is archived.", field: "product",
        remedy: "Unarchive the product first.")
}

extension Transaction {
    /// Writes to the catalogue. A handle or SKU that is taken is a named refusal, also when it was taken in this very
    /// moment: the unique index decides, not a look beforehand.
    func writingProduct<T>(_ write: () throws -> T) throws -> T {
        do {
            return try nested(write)
        } catch let error as DBError where error.isUnique(on: "handle") {
            throw Problem.handleTaken
        } catch let error as DBError where error.isUnique(on: "sku") {
            throw Problem.skuTaken
        }
    }
}
