import Kernel

/// Files to be imported, and what is done with them.
struct ImportInputs: InputRefinement {
    let actions: Set<String> = ["imports.begin", "imports.try", "imports.stop"]

    func refine(_ input: inout JSONObject, of action: String, with maker: inout InputMaker, in shop: ShopModel) {
        if action == "imports.stop" {
            input["import"] = .string(maker.newest("imp"))
            return
        }
        if maker.dice.once(in: 2) { input["upload"] = .string(maker.newest("upl")) }
        input["mapping"] = nil
        input["options"] = nil
    }

    /// A small list of one of three kinds, with a line that is no good now and then.
    static func file(_ dice: inout Dice, fresh: String, day: CalendarDate) -> (kind: String, name: String, text: String)
    {
        switch dice.below(3) {
        case 0:
            let lines = (0..<dice.number(1...4)).map { index in
                "Person \(fresh)-\(index),person.\(fresh).\(index)\(dice.once(in: 6) ? " at " : "@")example.org,France"
            }
            return ("customers", "customers-\(fresh).csv", text("Name,Email,Country", lines))
        case 1:
            let lines = (0..<dice.number(1...4)).map { index in
                "file-\(fresh)-\(index),Thing \(fresh),FILE-\(fresh)-\(index),\(dice.number(1...9)).50,\(dice.number(0...9))"
            }
            return (
                "products", "products-\(fresh).csv",
                text("Handle,Title,Variant SKU,Variant Price,Variant Inventory Qty", lines)
            )
        case _:
            let lines = documents(&dice, fresh: fresh, day: day)
            return (
                "orders", "orders-\(fresh).csv",
                text("InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country", lines)
            )
        }
    }

    /// Orders, returns and goods that were given away or written off, as a till exports them; now and then so many that
    /// servers need several turns.
    private static func documents(_ dice: inout Dice, fresh: String, day: CalendarDate) -> [String] {
        var lines: [String] = []
        for document in 0..<(dice.once(in: 8) ? 1_300 : dice.number(1...5)) {
            let kind = dice.below(6)
            let number = kind == 0 ? "C\(fresh)\(document)" : "\(fresh)\(document)"
            let sign = kind == 0 || (kind == 1 && dice.once(in: 2)) ? "-" : ""
            let customer = kind == 1 ? "" : "\(dice.number(1...9))"
            for _ in 0..<dice.number(1...2) {
                let sku = dice.once(in: 3) ? "OLD-\(dice.number(1...9))" : "ART-\(dice.number(1...6))A"
                let quantity = dice.once(in: 20) ? "some" : "\(sign)\(dice.number(1...5))"
                let price = kind == 1 ? "0.00" : "\(dice.number(1...9)).25"
                lines.append("\(number),\(sku),Thing,\(quantity),\(day) 10:00,\(price),\(customer),France")
            }
        }
        return lines
    }

    private static func text(_ head: String, _ lines: [String]) -> String {
        ([head] + lines).joined(separator: "\n") + "\n"
    }
}
