import Web

/// One line of a line chart: a value for each point, or none where there is a gap.
public struct Series: Sendable {
    /// How a line is drawn.
    public enum Style: String, Sendable, CaseIterable {
        /// What the chart is about: strong, with the area below it and its last point marked.
        case current = "s1"
        /// What it is compared with: thin, dashed, grey.
        case comparison = "s2"
        /// What is expected: dashed in a colour of its own.
        case expected = "s3"
    }
    let name: String
    let style: Style
    let values: [Double?]

    /// A line with the name its legend shows.
    public init(_ name: String, _ style: Style, _ values: [Double?]) {
        self.name = name
        self.style = style
        self.values = values.map { value in value.flatMap { $0.isFinite ? $0 : nil } }
    }
}

/// Lines over points in time, at most four.
public struct LineChart: Sendable {
    private let label: PlotLabel
    private let words: [String]
    private let series: [Series]
    private let axis: Axis
    private let format: @Sendable (Double) -> String
    private let isSmall: Bool

    /// `words` name the points, `format` writes the values at the lines. `unit` is that of `Axis`.
    public init(
        _ label: PlotLabel, points words: [String], series: [Series], unit: Double = 1, isSmall: Bool = false,
        format: @escaping @Sendable (Double) -> String
    ) {
        self.label = label
        self.words = words
        self.series = series
        self.isSmall = isSmall
        self.format = format
        axis = Axis(covering: series.flatMap { $0.values.compactMap(\.self) }, unit: unit)
    }

    /// The names of the lines with their strokes, for the head of a figure.
    public var legend: HTML { Legend.lines(series) }

    /// The plot with its words.
    public var html: HTML {
        let plane = Plane(axis: axis)
        let areas = series.filter { $0.style == .current }.html { one in Self.area(one.values, plane) }
        // What the chart is about lies on top of what it is compared with.
        let ordered = series.filter { $0.style != .current } + series.filter { $0.style == .current }
        let lines = ordered.html { one in
            let path = Self.runs(of: one.values).map { run in Self.path(run, of: one.values.count, plane) }
            return path.isEmpty ? "" : "<path class=\"\(one.style.rawValue)\" d=\"\(path.joined())\"/>"
        }
        let ends = series.filter { $0.style == .current }.html { one in Self.end(one.values, plane) }
        let frame = PlotFrame(label: label, axis: axis, format: format, below: .points(words), isSmall: isSmall)
        return frame.html(plane.grid + areas + lines + ends)
    }

    /// The stretches without a gap, as points with their places.
    private static func runs(of values: [Double?]) -> [[(index: Int, value: Double)]] {
        var runs: [[(index: Int, value: Double)]] = []
        var isOpen = false
        for (index, value) in values.enumerated() {
            guard let value else {
                isOpen = false
                continue
            }
            if isOpen { runs[runs.count - 1].append((index, value)) } else { runs.append([(index, value)]) }
            isOpen = true
        }
        return runs
    }

    private static func path(_ run: [(index: Int, value: Double)], of count: Int, _ plane: Plane) -> String {
        var text = ""
        for (order, point) in run.enumerated() {
            let x = Coordinate.text(Plane.x(point.index, of: count))
            text += "\(order == 0 ? "M" : " L")\(x) \(Coordinate.text(plane.y(point.value)))"
        }
        return run.count == 1 ? text + "h0" : text
    }

    private static func area(_ values: [Double?], _ plane: Plane) -> HTML {
        let zero = Coordinate.text(plane.y(0))
        let shapes = runs(of: values).filter { $0.count > 1 }.map { run -> String in
            let first = Coordinate.text(Plane.x(run[0].index, of: values.count))
            let last = Coordinate.text(Plane.x(run[run.count - 1].index, of: values.count))
            return path(run, of: values.count, plane) + " L\(last) \(zero) L\(first) \(zero)Z"
        }
        return shapes.isEmpty ? "" : "<path class=\"area\" d=\"\(shapes.joined())\"/>"
    }

    private static func end(_ values: [Double?], _ plane: Plane) -> HTML {
        guard let index = values.lastIndex(where: { $0 != nil }), let value = values[index] else { return "" }
        let x = Coordinate.text(Plane.x(index, of: values.count))
        return "<path class=\"end\" d=\"M\(x) \(Coordinate.text(plane.y(value)))h0\"/>"
    }
}

/// The names of what a plot shows.
public enum Legend {
    /// Names beside the strokes of lines.
    static func lines(_ series: [Series]) -> HTML {
        let items = series.html { (one: Series) -> HTML in
            """
            <span><svg viewBox="0 0 22 10" aria-hidden="true"><path class="\(one.style.rawValue)" d="M0 5h22"/></svg>\
            \(one.name)</span>
            """
        }
        return "<span class=\"legend\">\(items)</span>"
    }

    /// A remark where a legend would stand: what the numbers are.
    public static func remark(_ text: String) -> HTML { "<span class=\"meta\">\(text)</span>" }
}
