import Platform

extension Permission {
    static let productsRead: Permission = "products.read"
    static let productsCreate: Permission = "products.create"
    static let productsUpdate: Permission = "products.update"
    static let productsUpsert: Permission = "products.upsert"
    static let productsPublish: Permission = "products.publish"
    static let productsArchive: Permission = "products.archive"
    static let variantsCreate: Permission = "variants.create"
    static let variantsUpdate: Permission = "variants.update"
    static let variantsPublish: Permission = "variants.publish"
    static let brandsCreate: Permission = "brands.create"
    static let categoriesCreate: Permission = "categories.create"
    static let catalogEnsure: Permission = "catalog.ensure_variants"
    static let searchRulesRead: Permission = "search_rules.read"
    static let searchRulesCreate: Permission = "search_rules.create"
    static let searchRulesUpdate: Permission = "search_rules.update"
    static let searchRulesPublish: Permission = "search_rules.publish"
    static let searchRulesArchive: Permission = "search_rules.archive"
}

/// Who may do what without being asked: staff keeps the catalogue, but what reaches the public storefront is released
/// by owners and admins, and so are whole imports and putting products out of use. Staff drafts search rules, and owners
/// and admins have searches follow them.
enum CatalogPolicies {
    static let staff: [Permission] = [
        .productsRead, .productsCreate, .productsUpdate, .variantsCreate, .variantsUpdate, .brandsCreate,
        .categoriesCreate, .searchRulesRead, .searchRulesCreate, .searchRulesUpdate,
    ]
}
