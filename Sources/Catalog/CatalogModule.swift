import Kernel
import Platform

/// The module's table of contents: what the shop offers, and how it is found.
public enum CatalogModule {
    /// What the registry collects.
    public static let module = Module(
        name: "catalog",
        summary: "What the shop offers: products with variants, brands, categories, and how they are found.",
        migrations: CatalogSchema.migrations,
        resources: [
            Resource("products", of: Product.self, singular: "product", named: "title"),
            Resource("variants", of: Variant.self, singular: "variant", named: "sku"),
            Resource("brands", of: Brand.self, singular: "brand", named: "name"),
            Resource("categories", of: Category.self, singular: "category", named: "name"),
            Resource("search_rules", of: SearchRule.self, singular: "search rule", named: "name"),
        ],
        actions: [
            CreateProduct.self, UpdateProduct.self, UpsertProduct.self, PublishProduct.self, UnpublishProduct.self,
            ArchiveProduct.self, UnarchiveProduct.self, CreateVariant.self, UpdateVariant.self, PublishVariant.self,
            UnpublishVariant.self, CreateBrand.self, CreateCategory.self, EnsureVariants.self,
            WithdrawImportedProducts.self, CreateSearchRule.self, UpdateSearchRule.self, PublishSearchRule.self,
            ArchiveSearchRule.self, UnarchiveSearchRule.self,
        ],
        queries: [
            ListProducts.self, GetProduct.self, SearchProducts.self, ListVariants.self, GetVariant.self,
            ListBrands.self, GetBrand.self, ListCategories.self, GetCategory.self, ListSearchRules.self,
            GetSearchRule.self,
            PreviewSearchRule.self,
        ],
        events: [
            ProductCreated.self, ProductUpdated.self, ProductPublicationChanged.self, ProductArchived.self,
            ProductUnarchived.self, VariantCreated.self, VariantUpdated.self, VariantPublicationChanged.self,
            ProductsWithdrawn.self, SearchRulePublished.self, SearchRuleArchived.self, SearchRuleUnarchived.self,
        ],
        checks: CatalogChecks.all,
        amountTables: ["variant"],
        lifecycles: [Lifecycle("Search rule", SearchRule.lifecycle)],
        staffPermissions: CatalogPolicies.staff)
}
