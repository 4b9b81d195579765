import Tabular

/// What a list of products in the layout that Shopify exports has; rows that share a handle are one product.
enum ProductFields {
    static let all = [
        handle, title, body, vendor, type, published, status, name1, value1, name2, value2, name3, value3, sku, grams,
        quantity, price, compareAt, cost, barcode, image, imageAlt, giftCard,
    ]

    static let handle = field("handle", "Handle", isRequired: true)
    static let title = field("title", "Title", isRequired: true)
    static let body = field("body", "Body (HTML)", ["Body", "Body HTML"])
    static let vendor = field("vendor", "Vendor")
    static let type = field("type", "Type", ["Product type"])
    static let published = field("published", "Published")
    static let status = field("status", "Status")
    static let name1 = field("option1_name", "Option1 Name")
    static let value1 = field("option1_value", "Option1 Value")
    static let name2 = field("option2_name", "Option2 Name")
    static let value2 = field("option2_value", "Option2 Value")
    static let name3 = field("option3_name", "Option3 Name")
    static let value3 = field("option3_value", "Option3 Value")
    static let sku = field("sku", "Variant SKU")
    static let grams = field("grams", "Variant Grams", kind: .number)
    static let quantity = field("quantity", "Variant Inventory Qty", ["Variant inventory quantity"], kind: .number)
    static let price = field("price", "Variant Price", kind: .number, isRequired: true)
    static let compareAt = field("compare_at", "Variant Compare At Price", kind: .number)
    static let cost = field("cost", "Cost per item", kind: .number)
    static let barcode = field("barcode", "Variant Barcode")
    static let image = field("image", "Image Src")
    static let imageAlt = field("image_alt", "Image Alt Text")
    static let giftCard = field("gift_card", "Gift Card")

    private static func field(
        _ key: String, _ label: String, _ synonyms: [String] = [], kind: TargetField.Kind = .text,
        isRequired: Bool = false
    ) -> TargetField {
        TargetField(key: key, label: label, synonyms: synonyms, kind: kind, isRequired: isRequired)
    }
}
