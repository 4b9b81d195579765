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
}

/// Who may do what without being asked: staff keeps the catalogue, but what reaches the public storefront is released
/// by owners and admins, and so are whole imports and putting products out of use.
enum CatalogPolicies {
    static let staff: [Permission] = [
        .productsRead, .productsCreate, .productsUpdate, .variantsCreate, .variantsUpdate, .brandsCreate,
        .categoriesCreate,
    ]
}
