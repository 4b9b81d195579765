import Web

/// A bar for each band, with a paler one beside it where there is something to compare with.
public struct BarChart: Sendable {
    /// One band.
    public struct Bar: Sendable {
        let word: String
        let value: Double
        let comparison: Double?
        let remark: String

        /// `word` stands below, `remark` (such as `Dec: £749,713`) is shown on pointing at the bar.
        public init(_ word: String, _ value: Double, comparison: Double? = nil, remark: String) {
            self.word = word
            self.value = value.isFinite ? value : 0
            self.comparison = comparison.flatMap { $0.isFinite ? $0 : nil }
            self.remark = remark
        }
    }
    private let label: PlotLabel
    private let bars: [Bar]
    private let axis: Axis
    private let format: @Sendable (Double) -> String
    private let isSmall: Bool

    /// `format` writes the values at the lines; `unit` is that of `Axis`.
    public init(
        _ label: PlotLabel, bars: [Bar], unit: Double = 1, isSmall: Bool = false,
        format: @escaping @Sendable (Double) -> String
    ) {
        self.label = label
        self.bars = bars
        self.isSmall = isSmall
        self.format = format
        axis = Axis(covering: bars.map(\.value) + bars.compactMap(\.comparison), unit: unit)
    }

    /// The plot with its words.
    public var html: HTML {
        let plane = Plane(axis: axis)
        let band = Plane.width / Double(max(bars.count, 1))
        let isCompared = bars.contains { $0.comparison != nil }
        let wide = band * (isCompared ? 0.36 : 0.7)
        let rectangles = bars.enumerated().html { index, bar in
            let left = band * Double(index)
            let title: HTML = "<title>\(bar.remark)</title>"
            guard isCompared else {
                return Self.rectangle(bar.value, left + band * 0.15, wide, "", title, plane)
            }
            let was = bar.comparison.map { value in
                Self.rectangle(value, left + band * 0.12, wide, " class=\"was\"", "", plane)
            }
            return (was ?? "") + Self.rectangle(bar.value, left + band * 0.52, wide, "", title, plane)
        }
        let frame = PlotFrame(
            label: label, axis: axis, format: format, below: .bands(bars.map(\.word)), isSmall: isSmall)
        return frame.html(plane.grid + rectangles)
    }

    /// From zero up, or down for what is below it; nothing for nothing.
    private static func rectangle(
        _ value: Double, _ x: Double, _ width: Double, _ kind: HTML, _ title: HTML, _ plane: Plane
    ) -> HTML {
        let top = min(plane.y(value), plane.y(0))
        let height = Coordinate.text(max(plane.y(value), plane.y(0)) - top)
        if height == "0" { return "" }
        return """
            <rect\(kind) x="\(Coordinate.text(x))" y="\(Coordinate.text(top))" width="\(Coordinate.text(width))" \
            height="\(height)">\(title)</rect>
            """
    }
}

/// The largest of many, one below the other: products, countries, channels.
public struct RankedBars: Sendable {
    /// One row.
    public struct Row: Sendable {
        let name: String
        let remark: String?
        let link: String?
        let figure: String
        let share: String?
        let value: Double

        /// `figure` is the number as people read it, `share` a second one, `remark` small print behind the name.
        public init(
            _ name: String, remark: String? = nil, link: String? = nil, figure: String, share: String? = nil,
            value: Double
        ) {
            self.name = name
            self.remark = remark
            self.link = link
            self.figure = figure
            self.share = share
            self.value = value.isFinite ? value : 0
        }
    }
    private let rows: [Row]
    private let whole: Double

    /// Bars as parts of `whole`; without one, of the largest.
    public init(_ rows: [Row], whole: Double? = nil) {
        self.rows = rows
        let largest = rows.map(\.value).max() ?? 0
        self.whole = max(whole ?? largest, largest)
    }

    /// The list.
    public var html: HTML {
        let items = rows.html { (row: Row) -> HTML in
            let share: HTML? = row.share.map { " <span class=\"faint\">\($0)</span>" }
            return "<li>\(name(row))<span class=\"num\"><b>\(row.figure)</b>\(share)</span>\(bar(row.value))</li>"
        }
        return "<ol class=\"funnel\">\(items)</ol>"
    }

    private func name(_ row: Row) -> HTML {
        let remark: HTML? = row.remark.map { " <span class=\"meta\">\($0)</span>" }
        guard let link = row.link else { return "<span class=\"mid\">\(row.name)\(remark)</span>" }
        return "<span class=\"mid\"><a href=\"\(link)\">\(row.name)</a>\(remark)</span>"
    }

    private func bar(_ value: Double) -> HTML {
        let part = whole > 0 ? min(max(value / whole * 100, 0), 100) : 0
        return """
            <svg viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true">\
            <rect class="bg" width="100" height="10"/><rect width="\(Coordinate.text(part))" height="10"/></svg>
            """
    }
}
