import Kernel
import Platform
import Store

/// The rule that nobody grants what they lack, in one place.
enum Grants {
    /// Refuses unless the caller may hand out, change or take away the role.
    ///
    /// Owners are made by those who may do everything. Admins hold all that the modules declare, so they can grant
    /// every built-in role but owner; others cannot grant built-in roles, whose reach grows with the product.
    static func require(role: String, grantableBy caller: Caller, in db: Reader) throws {
        if caller.permissions.covers(.all) { return }
        if let builtIn = BuiltInRole(rawValue: role) {
            let isAdmin = caller.kind == .user && caller.role == BuiltInRole.admin.rawValue
            if isAdmin && builtIn != .owner { return }
            throw Problem.grantsTooMuch("The role '\(role)' is beyond yours.")
        }
        // A role that was deleted allows nothing, so anybody may take it away.
        guard let record = try Role.keyed(role, in: db) else { return }
        guard caller.permissions.covers(PermissionSet(record.permissions)) else {
            throw Problem.grantsTooMuch("The role '\(role)' allows more than yours.")
        }
    }

    /// Refuses unless the caller reaches every location of the limit; no limit reaches further than any.
    static func require(locations: [Reference]?, grantableBy caller: Caller) throws {
        guard let own = caller.locations else { return }
        guard let locations, locations.allSatisfy({ own.contains($0.raw) }) else {
            throw Problem.grantsTooMuch("You are limited to some locations, and can only grant those.")
        }
    }

    /// Refuses unless the caller's standing reaches over the member's: their role as it is, and where they work.
    static func require(over member: Membership, by caller: Caller, in db: Reader) throws {
        try require(role: member.role, grantableBy: caller, in: db)
        try require(locations: member.locations, grantableBy: caller)
    }

    /// Checks that the role exists and that the location limit makes sense.
    static func check(role: String, locations: [Reference]?, _ check: inout Validation, in db: Reader) throws {
        let exists = try BuiltInRole(rawValue: role) != nil || Role.keyed(role, in: db) != nil
        check.check(
            exists, "role", "no_such_role", "There is no role called '\(role)'; 'roles.list' names the shop's own.")
        guard let locations else { return }
        check.check(
            role != BuiltInRole.owner.rawValue, "locations", "owner_unlimited",
            "An owner cannot be limited to locations.")
        check.check(
            (1...200).contains(locations.count), "locations", "out_of_range",
            "Name 1 to 200 locations, or leave it out.")
        for (index, location) in locations.enumerated() where location.kind != "loc" {
            check.add("locations[\(index)]", "wrong_kind_of_id", "Expected an id that starts with loc_.")
        }
    }

    /// Refuses when the member is the last active owner. Locks the owners, so that two owners who remove each other
    /// at one moment are served one after the other.
    static func requireAnotherOwner(than member: Membership, in tx: Transaction) throws {
        guard member.role == BuiltInRole.owner.rawValue, member.status == .active else { return }
        let owners: [ID<Membership>] = try tx.rows(
            """
            SELECT id FROM membership WHERE tenant = \(tx.tenant) AND role = 'owner' AND status = 'active'
            ORDER BY id \(sqlite: "", postgres: "FOR UPDATE")
            """
        ) { row in try row.next() }
        guard owners.contains(where: { $0 != member.id }) else { throw Problem.lastOwner }
    }
}
