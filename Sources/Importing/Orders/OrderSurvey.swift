import Catalog
import Kernel
import Tabular

/// What the first pass over a list of orders finds: how many lines each document has, who bought, which articles there
/// are and what they are called. Its size follows the different texts, not the lines.
struct OrderSurvey {
    /// One article.
    struct Article {
        /// The SKU in its one spelling.
        let sku: String
        /// What it is called most often where it was sold; the code where nothing says more.
        var title: String
    }

    /// The reader, whose pools name the texts; the second pass goes on with it.
    var reader: OrderLineReader
    /// Data lines.
    private(set) var lines = 0
    /// Lines that cannot be read.
    private(set) var faultyLines = 0
    /// Lines that do not say which document they belong to.
    private(set) var namelessLines = 0
    /// Lines by document.
    private(set) var lineCounts: [Int32] = []
    /// The first thing wrong with each faulty document.
    private(set) var faults: [Int32: LineFault] = [:]
    /// The first faults of all, for showing.
    private(set) var firstFaults: [LineFault] = []
    /// The country of each customer's first line.
    private(set) var countryOfCustomer: [Int32] = []
    /// The article of each code.
    private(set) var articleOfCode: [Int32] = []
    /// The articles, by number.
    private(set) var articles: [Article] = []

    private var articleBySKU: [String: Int32] = [:]
    private var titles: [UInt64: TitleCount] = [:]

    struct LineFault: Sendable {
        let line: Int
        let invoice: String
        let field: String?
        let reason: String
    }

    private struct TitleCount {
        var sold = 0
        var all = 0
        var first = 0
    }

    init(_ reader: OrderLineReader) { self.reader = reader }

    /// How many documents there are.
    var documents: Int { lineCounts.count }

    /// Takes a record in.
    mutating func add(_ record: TabularRecord) throws {
        lines += 1
        switch try reader.read(record) {
        case .fault(let invoice, let field, let reason): note(invoice, field, reason, record.line)
        case .line(let line):
            count(line.invoice)
            addCustomer(line)
            addArticle(line)
        }
    }

    /// Ends the pass: decides what each article is called.
    mutating func finish() {
        var best: [Int32: (score: (Int, Int, Int), title: Int32)] = [:]
        for (key, counted) in titles {
            let article = Int32(truncatingIfNeeded: key >> 32)
            let title = Int32(truncatingIfNeeded: key & 0xffff_ffff)
            let score = (counted.sold, counted.all, -counted.first)
            if let known = best[article], known.score >= score { continue }
            best[article] = (score, title)
        }
        for (article, choice) in best {
            articles[Int(article)].title = TextRules.singleSpaced(reader.descriptions[choice.title])
        }
        titles = [:]
    }

    private mutating func count(_ invoice: Int32) {
        while lineCounts.count <= Int(invoice) { lineCounts.append(0) }
        lineCounts[Int(invoice)] += 1
    }

    private mutating func note(_ invoice: Int32, _ field: String?, _ reason: String, _ line: Int) {
        faultyLines += 1
        let fault = LineFault(line: line, invoice: reader.invoices[invoice], field: field, reason: reason)
        if firstFaults.count < 20 { firstFaults.append(fault) }
        guard invoice != StringPool.none else {
            namelessLines += 1
            return
        }
        count(invoice)
        if faults[invoice] == nil { faults[invoice] = fault }
    }

    private mutating func addCustomer(_ line: SourceLine) {
        guard line.customer != StringPool.none else { return }
        while countryOfCustomer.count <= Int(line.customer) { countryOfCustomer.append(StringPool.none) }
        if countryOfCustomer[Int(line.customer)] == StringPool.none {
            countryOfCustomer[Int(line.customer)] = line.country
        }
    }

    private mutating func addArticle(_ line: SourceLine) {
        while articleOfCode.count <= Int(line.code) {
            let code = reader.codes[Int32(articleOfCode.count)]
            let sku = SKU.normalised(TextRules.singleSpaced(code))
            if let known = articleBySKU[sku] {
                articleOfCode.append(known)
            } else {
                let new = Int32(articles.count)
                articleBySKU[sku] = new
                articleOfCode.append(new)
                articles.append(Article(sku: sku, title: code))
            }
        }
        guard line.description != StringPool.none else { return }
        let article = UInt64(UInt32(bitPattern: articleOfCode[Int(line.code)]))
        let key = article << 32 | UInt64(UInt32(bitPattern: line.description))
        var counted = titles[key] ?? TitleCount(sold: 0, all: 0, first: lines)
        // Stock clerks leave notes ("damaged?", "check") on lines without a price: only trade names an article.
        if line.price > 0 { counted.sold += 1 }
        counted.all += 1
        titles[key] = counted
    }
}
