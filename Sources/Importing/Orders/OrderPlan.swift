import Catalog
import Customers
import Kernel
import Platform

/// What the first pass means for the shop: which customers and articles the documents need.
struct OrderPlan {
    /// The prefix of adjustments, decided.
    let adjustmentPrefix: String
    /// What should be known before saying yes.
    let notes: [String]

    private let isArticle: [Bool]
    private var customerIDs: [ID<Customer>?]
    private var variantIDs: [ID<Variant>?]
    private let articleOfCode: [Int32]
    private let titles: [String]

    init(_ survey: OrderSurvey, _ options: OrderImportOptions, _ name: String) throws {
        adjustmentPrefix = try Self.adjustmentPrefix(survey, options)
        let skus = survey.articles.map(\.sku)
        let rule = try ArticleRule(pattern: options.articlePattern, skus: skus)
        isArticle = skus.map { rule.isArticle($0) }
        customerIDs = Array(repeating: nil, count: survey.reader.customers.count)
        variantIDs = Array(repeating: nil, count: skus.count)
        articleOfCode = survey.articleOfCode
        titles = survey.articles.map(\.title)
        var notes: [String] = []
        let services = zip(skus, isArticle).filter { !$0.1 }.map(\.0).sorted()
        if !services.isEmpty {
            let shown = services.prefix(12).joined(separator: ", ") + (services.count > 12 ? ", …" : "")
            notes.append(
                "\(services.count) codes are taken as services without stock: \(shown) (--articles PATTERN says otherwise)"
            )
        }
        self.notes = notes
    }

    /// `A` is the habit of some books only. Where a fifth of all numbers begin with it, it is more likely the merchant's
    /// way of numbering, and somebody has to say.
    private static func adjustmentPrefix(_ survey: OrderSurvey, _ options: OrderImportOptions) throws -> String {
        if let said = options.adjustmentPrefix { return said }
        let prefix = "A"
        let begins = survey.reader.invoices.texts.filter { (number: String) -> Bool in number.hasPrefix(prefix) }
        if begins.count * 5 > survey.documents, survey.documents >= 5, let example = begins.first {
            throw Problem.prefixUnclear(prefix, share: begins.count * 100 / survey.documents, example: example)
        }
        return prefix
    }

    /// The customers of the file.
    func customers(_ survey: OrderSurvey) -> [EnsureCustomers.Entry] {
        survey.countryOfCustomer.enumerated().map { (index: Int, country: Int32) -> EnsureCustomers.Entry in
            EnsureCustomers.Entry(
                number: survey.reader.customers[Int32(index)], name: nil,
                country: country == StringPool.none ? nil : survey.reader.countries[country])
        }
    }

    /// The articles of the file.
    func variants(_ survey: OrderSurvey) -> [EnsureVariants.Entry] {
        zip(survey.articles, isArticle).map { (article: OrderSurvey.Article, isStocked: Bool) -> EnsureVariants.Entry in
            EnsureVariants.Entry(sku: article.sku, title: article.title, isStocked: isStocked)
        }
    }

    /// Learns who the customers are.
    mutating func take(_ known: [String: ID<Customer>], _ survey: OrderSurvey) {
        for index in customerIDs.indices {
            if let id = known[survey.reader.customers[Int32(index)]] { customerIDs[index] = id }
        }
    }

    /// Learns which the articles are.
    mutating func take(_ known: [String: VariantRef], _ survey: OrderSurvey) {
        for (index, article) in survey.articles.enumerated() {
            if let ref = known[article.sku] { variantIDs[index] = ref.id }
        }
    }

    /// The builder of documents that knows them.
    func builder(_ options: OrderImportOptions, _ currency: Currency, importID: Reference?) -> DocumentBuilder {
        let variants = articleOfCode.map { (article: Int32) -> DocumentBuilder.Variant in
            let index = Int(article)
            return DocumentBuilder.Variant(id: variantIDs[index], title: titles[index], isStocked: isArticle[index])
        }
        return DocumentBuilder(
            options: options, adjustmentPrefix: adjustmentPrefix, currency: currency, importID: importID,
            customers: customerIDs, variants: variants)
    }
}
