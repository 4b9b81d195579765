import Web

/// Numbers as a table: the first column names the row, the others are numbers.
public struct NumberTable: Sendable {
    let head: [String]
    let rows: [[String]]
    let foot: [String]

    /// Rows may be shorter than the head; what is missing stays empty. `foot` is a last line of its own: what the rows
    /// come to.
    public init(head: [String], rows: [[String]], foot: [String] = []) {
        self.head = head
        self.rows = rows
        self.foot = foot
    }

    var html: HTML {
        let heads = head.enumerated().html { index, word in
            index == 0 ? "<th scope=\"col\">\(word)</th>" : "<th scope=\"col\" class=\"end\">\(word)</th>"
        }
        let last: HTML = foot.isEmpty ? "" : "<tfoot>\(line(foot))</tfoot>"
        return """
            <table class="table"><thead><tr>\(heads)</tr></thead><tbody>\(rows.html(line))</tbody>\(last)</table>
            """
    }

    private func line(_ row: [String]) -> HTML {
        let cells = head.indices.html { (index: Int) -> HTML in
            let text = index < row.count ? row[index] : ""
            return index == 0 ? "<td>\(text)</td>" : "<td class=\"end\">\(text)</td>"
        }
        return "<tr>\(cells)</tr>"
    }
}

/// A chart as people read it: title and legend, a sentence with the finding, the plot, and behind it the same numbers
/// as a table, what they mean, and the file.
public struct Figure: Sendable {
    /// The words every figure of a page shares, in the reader's language, and the icon that opens the table.
    public struct Words: Sendable {
        let open: HTML
        let showNumbers: String
        let file: String

        /// `open` is the icon, `showNumbers` and `file` are labels: *Show the numbers*, *CSV*.
        public init(open: HTML, showNumbers: String, file: String) {
            self.open = open
            self.showNumbers = showNumbers
            self.file = file
        }
    }
    /// The finding: what matters, and what else there is to say.
    public struct Finding: Sendable {
        let main: String
        let rest: String?

        /// One sentence, and perhaps a second one in lighter print.
        public init(_ main: String, rest: String? = nil) {
            self.main = main
            self.rest = rest
        }
    }
    /// The heading.
    public var title: String
    /// What the picture says.
    public var finding: Finding
    /// Right of the heading: names of the lines, or what the numbers are.
    public var legend: HTML
    /// The picture.
    public var plot: HTML
    /// The same numbers.
    public var table: NumberTable
    /// What the numbers mean, in one line.
    public var definition: String?
    /// Where the numbers are to be had as a file.
    public var fileLink: String?
    /// Whether it takes two columns of a grid.
    public var isWide: Bool

    /// A figure.
    public init(
        _ title: String, finding: Finding, legend: HTML = .empty, plot: HTML, table: NumberTable,
        definition: String? = nil, fileLink: String? = nil, isWide: Bool = false
    ) {
        self.title = title
        self.finding = finding
        self.legend = legend
        self.plot = plot
        self.table = table
        self.definition = definition
        self.fileLink = fileLink
        self.isWide = isWide
    }

    /// The card.
    public func html(_ words: Words) -> HTML {
        let kind = isWide ? "card span-2" : "card"
        let rest: HTML? = finding.rest.map { " \($0)" }
        let head: HTML = "<figcaption class=\"card-head\"><h2>\(title)</h2>\(legend)</figcaption>"
        let body: HTML = """
            <div class="card-body stack"><p class="muted"><b>\(finding.main)</b>\(rest)</p>\(plot)</div>
            """
        return "<figure class=\"\(kind)\">\(head)\(body)\(details(words))</figure>"
    }

    private func details(_ words: Words) -> HTML {
        let meaning: HTML? = definition.map { "<span class=\"push meta wide-only\">\($0)</span>" }
        let file: HTML? = fileLink.map { "<a class=\"link push\" href=\"\($0)\">\(words.file)</a>" }
        let narrow: HTML? = definition.map { "<span class=\"meta narrow-only\">\($0)</span>" }
        let foot: HTML = fileLink == nil && definition == nil ? "" : "<p class=\"card-foot row\">\(narrow)\(file)</p>"
        return """
            <details class="data"><summary>\(words.open)\(words.showNumbers)\(meaning)</summary>\
            <div class="table-wrap scroll-x" tabindex="0" role="region" aria-label="\(title)">\(table.html)</div>\
            \(foot)</details>
            """
    }
}
