import Platform

extension Permission {
    static let ticketsRead: Permission = "tickets.read"
    static let ticketsWrite: Permission = "tickets.write"
}

/// What staff may do without being asked: all of it.
enum SupportPolicies {
    static let staff: [Permission] = [.ticketsRead, .ticketsWrite]
}
