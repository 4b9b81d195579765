import Catalog
import Kernel
import Platform

extension Problem {
    /// There is less than was wanted; every short SKU is named with what was wanted and what is left.
    static func notEnough(_ short: [StockShortage], in db: Reader) throws -> Problem {
        let refs = try Variant.refs(short.map(\.level.variant), in: db)
        let errors = short.map { (shortage: StockShortage) -> FieldError in
            let sku = refs[shortage.level.variant]?.sku ?? shortage.level.variant.description
            return FieldError(
                field: "lines", code: "not_enough",
                message: "\(sku): \(shortage.wanted) wanted, \(shortage.available) available.")
        }
        var details: [String: String] = [:]
        if let first = short.first {
            details["sku"] = refs[first.level.variant]?.sku ?? first.level.variant.description
            details["variant"] = first.level.variant.description
            details["location"] = first.level.location.description
            details["wanted"] = first.wanted.description
            details["available"] = first.available.description
            details["backorder_limit"] = first.level.backorderLimit.description
        }
        return Problem(
            .conflict, "inventory.not_enough", "There is not enough stock.",
            detail: errors.map(\.message).joined(separator: " "),
            remedy: "Ask for at most what is available, receive stock first, or allow backorders for the variant.",
            errors: errors, details: details)
    }

    /// The shop has no location to take stock from.
    static func noLocation() -> Problem {
        Problem(
            .conflict, "inventory.no_location", "The shop has no stock location yet.", field: "location",
            remedy: "Create one with locations.create; the first becomes the default.")
    }

    /// Nothing moves to or from a location that is out of use.
    static func locationInactive(_ location: Location) -> Problem {
        Problem(
            .conflict, "inventory.location_inactive", "That location is not in use.", field: "location",
            remedy: "Choose an active location, or activate it again.", details: ["location": location.id.description])
    }

    /// Another location has the code.
    static func locationCodeTaken(_ code: String) -> Problem {
        Problem(
            .conflict, "locations.code_taken", "Another location has the code '\(code)'.", field: "code",
            remedy: "Choose another code.")
    }

    /// A location that still holds or promises stock stays in use.
    static func locationNotEmpty(_ location: Location) -> Problem {
        Problem(
            .conflict, "locations.not_empty", "There is still stock at '\(location.code)'.",
            remedy: "Transfer the stock to another location and release what is reserved there first.",
            details: ["location": location.id.description])
    }

    /// The default location stays in use.
    static func locationIsDefault(_ location: Location) -> Problem {
        Problem(
            .conflict, "locations.is_default", "'\(location.code)' is where orders take stock from.",
            remedy: "Make another location the default first.", details: ["location": location.id.description])
    }

    /// A backorder limit below what is already promised or shipped beyond the shelf.
    static func backorderInUse(_ level: StockLevel) -> Problem {
        Problem(
            .conflict, "inventory.backorder_in_use", "More than that is already backordered.", field: "limit",
            remedy: "Receive stock or cancel orders first, or choose a higher limit.",
            details: ["available": level.available.description, "backorder_limit": level.backorderLimit.description])
    }

    /// A move that JSON or code described wrongly.
    static func badMove(_ move: StockMovement, _ why: String) -> Problem {
        Problem(
            .invalid, "inventory.bad_move", "That is not a move of goods.", detail: why,
            details: ["variant": move.variant.description, "document": move.document.description])
    }
}
