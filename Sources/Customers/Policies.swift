import Platform

extension Permission {
    static let customersRead: Permission = "customers.read"
    static let customersCreate: Permission = "customers.create"
    static let customersUpdate: Permission = "customers.update"
    static let customersArchive: Permission = "customers.archive"
    static let customersTag: Permission = "customers.tag"
    static let customersEnsure: Permission = "customers.ensure"
    static let customerTagsManage: Permission = "customer_tags.manage"
}

/// Who may do what without being asked: staff works with customers, but putting them out of use and changing the
/// shop's list of tags is for owners and admins.
enum CustomersPolicies {
    static let staff: [Permission] = [.customersRead, .customersCreate, .customersUpdate, .customersTag]
}
