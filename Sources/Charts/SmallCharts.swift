import Web

/// A line the height of a word, beside the number it belongs to. Screen readers skip it: the number says it.
public struct Sparkline: Sendable {
    private let values: [Double]

    /// A line through the values, from zero.
    public init(_ values: [Double]) { self.values = values.filter(\.isFinite) }

    /// The picture; nothing for fewer than two values.
    public var html: HTML {
        if values.count < 2 { return "" }
        let low = min(values.min() ?? 0, 0)
        let high = max(values.max() ?? 0, 0)
        let span = high > low ? high - low : 1
        var path = ""
        for (index, value) in values.enumerated() {
            let x = Coordinate.text(88 * Double(index) / Double(values.count - 1))
            let y = Coordinate.text(23 - 22 * (value - low) / span)
            path += "\(index == 0 ? "M" : " L")\(x) \(y)"
        }
        return """
            <svg class="spark" viewBox="0 0 88 24" preserveAspectRatio="none" aria-hidden="true"><path d="\(path)"/></svg>
            """
    }
}

/// The parts of a whole in one bar: what is free, what is promised, what is on its way.
public struct StackedBar: Sendable {
    /// How a part is drawn.
    public enum Style: String, Sendable, CaseIterable {
        /// Filled.
        case first = "a"
        /// Filled in another colour.
        case second = "b"
        /// An outline.
        case outlined = "c"
    }
    private let label: String
    private let parts: [(style: Style, value: Double)]

    /// `label` says all the numbers: `244 available, 118 reserved, 480 incoming`.
    public init(_ label: String, parts: [(style: Style, value: Double)]) {
        self.label = label
        self.parts = parts.filter { $0.value.isFinite && $0.value > 0 }
    }

    /// The picture.
    public var html: HTML {
        let whole = parts.reduce(0) { sum, part in sum + part.value }
        let gap = 2.0
        let room = Plane.width - gap * Double(max(parts.count - 1, 0))
        var x = 0.0
        var rectangles: HTML = ""
        for part in parts {
            let width = room * part.value / whole
            // The stroke of an outline lies half outside of it.
            let inset = part.style == .outlined ? min(0.5, width / 2) : 0
            rectangles =
                rectangles + """
                    <rect class="\(part.style.rawValue)" x="\(Coordinate.text(x + inset))" y="\(Coordinate.text(inset))" \
                    width="\(Coordinate.text(width - 2 * inset))" height="\(Coordinate.text(10 - 2 * inset))"/>
                    """
            x += width + gap
        }
        return """
            <svg class="stockbar" viewBox="0 0 1000 10" preserveAspectRatio="none" role="img" aria-label="\(label)">\
            \(rectangles)</svg>
            """
    }
}

/// A grid of numbers on shades: who came back, by the month of their first order. Each cell prints its number.
public struct HeatGrid: Sendable {
    /// One cell. `value` decides the shade.
    public struct Cell: Sendable {
        let value: Double
        let text: String
        let remark: String

        /// `text` is what the cell prints, `remark` (such as `324 of 885 customers`) is shown on pointing at it.
        public init(_ value: Double, text: String, remark: String) {
            self.value = value.isFinite ? max(value, 0) : 0
            self.text = text
            self.remark = remark
        }
    }
    /// One row: its name, how many it is about, and its cells from the left; rows may have different lengths.
    public struct Row: Sendable {
        let name: String
        let size: String
        let cells: [Cell]

        /// A row.
        public init(_ name: String, size: String, cells: [Cell]) {
            self.name = name
            self.size = size
            self.cells = cells
        }
    }
    private let caption: String
    private let head: [String]
    private let rows: [Row]

    /// `head` names the column of row names, that of sizes, and those of the cells.
    public init(_ caption: String, head: [String], rows: [Row]) {
        self.caption = caption
        self.head = head
        self.rows = rows
    }

    /// The table.
    public var html: HTML {
        let most = rows.flatMap(\.cells).map(\.value).max() ?? 0
        let heads = head.enumerated().html { index, word in
            let kind: HTML = index == 1 ? " class=\"end\"" : ""
            return "<th scope=\"col\"\(kind)>\(word)</th>"
        }
        let body = rows.html { (row: Row) -> HTML in
            let cells = row.cells.html { (cell: Cell) -> HTML in
                "<td class=\"h\(Self.shade(cell.value, of: most))\" title=\"\(cell.remark)\">\(cell.text)</td>"
            }
            return "<tr><th scope=\"row\">\(row.name)</th><td class=\"n\">\(row.size)</td>\(cells)</tr>"
        }
        return """
            <div class="scroll-x" tabindex="0" role="region" aria-label="\(caption)"><table class="heat">\
            <thead><tr>\(heads)</tr></thead><tbody>\(body)</tbody></table></div>
            """
    }

    /// Seven shades from nothing to the largest value.
    static func shade(_ value: Double, of most: Double) -> Int {
        most > 0 ? min(7, 1 + Int(value / most * 7)) : 1
    }
}
