import Platform

extension Permission {
    static let {{modulePermission}}Read: Permission = "{{module}}.read"
    static let {{modulePermission}}Create: Permission = "{{module}}.create"
}

/// What staff may do without being asked; owners and admins may do everything.
enum {{Module}}Policies {
    static let staff: [Permission] = [.{{modulePermission}}Read]
}
