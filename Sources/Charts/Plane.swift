import Web

/// The rectangle of a plot in its own units. The picture is stretched over whatever room there is.
struct Plane {
    static let width = 1_000.0
    static let height = 200.0
    let axis: Axis

    /// How far below the top a value lies.
    func y(_ value: Double) -> Double { Self.height * (1 - axis.share(of: value)) }

    /// Where one of several points lies that share the width; a single one lies in the middle.
    static func x(_ index: Int, of count: Int) -> Double {
        count < 2 ? width / 2 : width * Double(index) / Double(count - 1)
    }

    /// The lines of the axis, from the top, the one at zero drawn stronger.
    var grid: HTML {
        axis.ticks.reversed().html { (tick: Double) -> HTML in
            let y = Coordinate.text(y(tick))
            let kind = tick == 0 ? "grid base" : "grid"
            return "<line class=\"\(kind)\" x1=\"0\" x2=\"1000\" y1=\"\(y)\" y2=\"\(y)\"/>"
        }
    }
}

/// Coordinates as text, to a tenth of a unit, as short as they can be.
enum Coordinate {
    static func text(_ value: Double) -> String {
        let tenths = Int((value * 10).rounded())
        let size = tenths.magnitude
        let decimals = size % 10 == 0 ? "" : ".\(size % 10)"
        return "\(tenths < 0 ? "-" : "")\(size / 10)\(decimals)"
    }
}

/// What a screen reader says of a plot instead of showing it.
public struct PlotLabel: Sendable {
    let id: String
    let title: String
    let description: String

    /// `id` is unique on the page and made of letters, digits and hyphens; `title` names the plot, `description` says
    /// what it shows.
    public init(id: String, title: String, description: String) {
        self.id = id
        self.title = title
        self.description = description
    }

    /// The attributes that make an SVG a picture with a name.
    var attributes: HTML { "role=\"img\" aria-labelledby=\"\(id)-t \(id)-d\"" }
    /// The elements those attributes point at.
    var elements: HTML { "<title id=\"\(id)-t\">\(title)</title><desc id=\"\(id)-d\">\(description)</desc>" }
}

/// The frame that plots with axes share: words at the left, the picture, words below.
struct PlotFrame {
    let label: PlotLabel
    let axis: Axis
    let format: (Double) -> String
    let below: AxisWords
    let isSmall: Bool

    func html(_ marks: HTML) -> HTML {
        let kind = isSmall ? "chart chart-s" : "chart"
        let words = axis.ticks.reversed().html { (tick: Double) -> HTML in "<li>\(format(tick))</li>" }
        let picture: HTML = """
            <svg viewBox="0 0 1000 200" preserveAspectRatio="none" \(label.attributes)>\(label.elements)\(marks)</svg>
            """
        return """
            <div class="\(kind)"><ol class="y" aria-hidden="true">\(words)</ol>\(picture)\(below.html)</div>
            """
    }
}

/// The words below a plot: at points spread from edge to edge, or in the middle of bands.
struct AxisWords {
    let words: [String]
    let isBanded: Bool

    /// Every word where there are at most twelve, else five to seven of them, spread evenly.
    static func points(_ words: [String]) -> AxisWords {
        AxisWords(
            words: chosen(of: words.count).map { (index: Int) -> String in words[index] }, isBanded: words.count < 2)
    }

    /// One place for each band; where there are more than twelve, most stay empty.
    static func bands(_ words: [String]) -> AxisWords {
        let kept = Set(chosen(of: words.count))
        let shown = words.indices.map { (index: Int) -> String in kept.contains(index) ? words[index] : "" }
        return AxisWords(words: shown, isBanded: true)
    }

    /// Which of so many points get a word: the first, the last, and some at equal distances if there are such.
    static func chosen(of count: Int) -> [Int] {
        if count <= 12 { return Array(0..<count) }
        let parts = [4, 5, 6, 3].first { (count - 1) % $0 == 0 } ?? 4
        return (0...parts).map { (part: Int) -> Int in
            Int((Double(part) * Double(count - 1) / Double(parts)).rounded())
        }
    }

    var html: HTML {
        // Few words have room on a phone too; many are thinned there.
        let kind = isBanded ? (words.count > 12 ? "x bands keep" : "x bands") : (words.count <= 7 ? "x keep" : "x")
        let items = words.html { (word: String) -> HTML in "<li>\(word)</li>" }
        return "<ol class=\"\(kind)\" aria-hidden=\"true\">\(items)</ol>"
    }
}
