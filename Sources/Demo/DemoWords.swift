/// What the demo shop says about its things.
enum DemoWords {
    /// Two short paragraphs: what it is, and how to keep it.
    static func description(_ title: String, _ brand: String, _ category: String) -> String {
        "\(opening(title, brand, category))\n\n\(care(category))"
    }

    private static func opening(_ title: String, _ brand: String, _ category: String) -> String {
        switch category.prefix(while: { $0 != " " }) {
        case "Kitchen": "\(title) by \(brand), made in small batches for kitchens that are used every day."
        case "Home": "\(title) by \(brand). Made slowly, and meant to be kept."
        case "Stationery": "\(title), printed by \(brand) on paper from well-kept woods."
        case "Garden": "\(title) by \(brand), for gardens, balconies and window sills."
        case "Toys": "\(title) by \(brand): no batteries, no screens, no hurry."
        case "Christmas": "\(title) by \(brand), to bring out again every December."
        case _: "\(title) by \(brand)."
        }
    }

    private static func care(_ category: String) -> String {
        switch category {
        case "Kitchen > Mugs": "Fit for dishwasher and microwave. Each one differs a little, as things made by hand do."
        case "Kitchen > Serving": "Fit for the oven up to 180 °C and for the dishwasher. Wrapped in paper wool."
        case "Kitchen > Tools": "Wash by hand and dry at once. A drop of oil now and then keeps wood and metal well."
        case "Home > Candles": "Trim the wick before lighting and let the whole surface melt the first time."
        case "Home > Lanterns and lights": "For tea lights or LED; please keep it away from curtains and small hands."
        case "Home > Cushions and throws": "Wash at 30 °C, wool by hand. Covers come without the inner cushion."
        case "Home > Kitchen linen": "Washes at 60 °C and grows softer every time. Iron it damp, or not at all."
        case "Garden": "May stay outside from March to October; bring it in when frost is about."
        case "Toys and games": "From three years on, and finished with oil that may be chewed on."
        case "Christmas": "Comes in a box that it can go back into in January."
        case _: "Sent flat and well protected, so that it arrives without a crease."
        }
    }
}
