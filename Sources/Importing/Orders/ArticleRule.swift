import Kernel

/// Tells codes of goods from codes of services and fees, which have no stock.
///
/// Said by the merchant, it is a regular expression that codes of goods match in full. Otherwise the file decides: where
/// at least four in five codes hold a run of five or more digits, as article numbers do, a code without one
/// (`POST`, `BANK CHARGES`) is a service; where codes have no such shape, only words that mean a fee are services.
struct ArticleRule {
    private enum Way {
        case pattern(Regex<Substring>)
        case digits
        case words
    }

    private let way: Way

    init(pattern: String?, skus: [String]) throws {
        if let pattern {
            do {
                way = .pattern(try Regex(pattern, as: Substring.self))
            } catch {
                throw Problem(
                    .invalid, "imports.bad_pattern", "That pattern of article codes cannot be read.",
                    detail: "\(pattern): \(error)", field: "articles",
                    remedy: "Write a regular expression without groups, for example [0-9]{5}[A-Z]*.")
            }
            return
        }
        let numbered = skus.count { (sku: String) -> Bool in Self.hasDigitRun(sku) }
        way = numbered * 5 >= skus.count * 4 && !skus.isEmpty ? .digits : .words
    }

    /// Whether the code, in its one spelling, is of goods.
    func isArticle(_ sku: String) -> Bool {
        switch way {
        case .pattern(let regex): (try? regex.wholeMatch(in: sku)) != nil
        case .digits: Self.hasDigitRun(sku)
        case .words: !Self.fees.contains(sku)
        }
    }

    private static func hasDigitRun(_ sku: String) -> Bool {
        var run = 0
        for byte in sku.utf8 {
            run = (48...57).contains(byte) ? run + 1 : 0
            if run == 5 { return true }
        }
        return false
    }

    private static let fees: Set<String> = [
        "POST", "POSTAGE", "SHIPPING", "SHIP", "FREIGHT", "DELIVERY", "CARRIAGE", "HANDLING", "DISCOUNT", "FEE", "FEES",
        "BANK CHARGES", "GIFT CARD", "GIFTCARD", "VOUCHER", "ADJUSTMENT", "ROUNDING", "TIP", "VERSAND", "PORTO",
        "RABATT",
        "GEBÜHR", "FRAIS DE PORT", "LIVRAISON", "REMISE", "ENVÍO", "DESCUENTO", "SPEDIZIONE", "SCONTO", "VERZENDKOSTEN",
        "KORTING",
    ]
}
