import Kernel
import Platform

/// The module's table of contents: who buys from the shop.
public enum CustomersModule {
    /// What the registry collects.
    public static let module = Module(
        name: "customers", summary: "Who buys from the shop, and the tags the merchant groups them by.",
        migrations: CustomersSchema.migrations,
        resources: [
            Resource("customers", of: Customer.self, singular: "customer", named: "name"),
            Resource("customer_tags", of: CustomerTag.self, singular: "customer tag", named: "name"),
        ],
        actions: [
            CreateCustomer.self, UpdateCustomer.self, ArchiveCustomer.self, UnarchiveCustomer.self, TagCustomer.self,
            UntagCustomer.self, EnsureCustomers.self, RecordCustomer.self, WithdrawImportedCustomers.self,
            CreateCustomerTag.self,
            UpdateCustomerTag.self, DeleteCustomerTag.self,
        ],
        queries: [ListCustomers.self, GetCustomer.self, ListCustomerTags.self],
        events: [
            CustomerCreated.self, CustomerUpdated.self, CustomerArchived.self, CustomerUnarchived.self,
            CustomerTagged.self, CustomerUntagged.self, CustomersWithdrawn.self,
        ],
        checks: CustomersChecks.all,
        staffPermissions: CustomersPolicies.staff)
}
