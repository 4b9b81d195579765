import Kernel
import Testing
import Web

@testable import Charts

/// Plots stay in their frame, whatever they are given.
@Suite struct PlotTests {
    static let label = PlotLabel(id: "net", title: "Net", description: "Net by month")

    static func lines(_ current: [Double?], _ before: [Double?] = []) -> LineChart {
        LineChart(
            label, points: current.indices.map { "p\($0)" },
            series: [Series("Now", .current, current)] + (before.isEmpty ? [] : [Series("Before", .comparison, before)])
        ) { value in "\(Int(value))" }
    }

    @Test func linesGoThroughTheirPoints() {
        let picture = Picture(Self.lines([0, 10, 40, 20], [5, 5, 5, 5]).html)
        #expect(picture.path("s1") == "M0 200 L333.3 150 L666.7 0 L1000 100")
        #expect(picture.path("s2") == "M0 175 L333.3 175 L666.7 175 L1000 175")
        #expect(picture.path("area") == "M0 200 L333.3 150 L666.7 0 L1000 100 L1000 200 L0 200Z")
        #expect(picture.path("end") == "M1000 100h0")
        #expect(picture.words("y") == ["40", "30", "20", "10", "0"])
        #expect(picture.words("x keep") == ["p0", "p1", "p2", "p3"])
        #expect(picture.values("y1", of: "line") == ["0", "50", "100", "150", "200"])
        #expect(picture.values("class", of: "line").last == "grid base")
        #expect(picture.text.contains("role=\"img\" aria-labelledby=\"net-t net-d\"><title id=\"net-t\">Net</title>"))
    }

    @Test func gapsAreNotDrawnOver() {
        let picture = Picture(Self.lines([10, 20, nil, 30, nil, nil, 40]).html)
        #expect(picture.path("s1") == "M0 150 L166.7 100M500 50h0M1000 0h0")
        #expect(picture.path("area") == "M0 150 L166.7 100 L166.7 200 L0 200Z")
    }

    @Test func nothingAndOnePointArePlotsToo() {
        let empty = Picture(Self.lines([]).html)
        #expect(empty.path("s1") == nil && empty.path("area") == nil && empty.path("end") == nil)
        #expect(empty.words("y") == ["2", "1", "0"])
        let single = Picture(Self.lines([3]).html)
        #expect(single.path("s1") == "M500 0h0" && single.path("area") == nil && single.path("end") == "M500 0h0")
        #expect(single.words("x bands") == ["p0"])
        let flat = Picture(Self.lines([0, 0, 0]).html)
        #expect(flat.path("s1") == "M0 200 L500 200 L1000 200")
        let unknown = Picture(Self.lines([nil, .nan]).html)
        #expect(unknown.path("s1") == nil && unknown.path("end") == nil)
    }

    @Test func whatIsBelowZeroHangsFromTheBaseLine() {
        let picture = Picture(Self.lines([-10, 10]).html)
        #expect(picture.path("s1") == "M0 200 L1000 0" && picture.path("area") == "M0 200 L1000 0 L1000 100 L0 100Z")
        let bars = Picture(
            BarChart(Self.label, bars: [.init("a", -10, remark: "a"), .init("b", 10, remark: "b")]) { "\($0)" }.html)
        #expect(bars.values("y", of: "rect") == ["100", "0"] && bars.values("height", of: "rect") == ["100", "100"])
    }

    @Test(arguments: 1...8 as ClosedRange<UInt64>)
    func nothingLeavesTheFrame(seed: UInt64) {
        var chance = SeededRandomness(seed).generator
        for _ in 0..<15 {
            let count = Int.random(in: 0...60, using: &chance)
            func values() -> [Double?] {
                (0..<count).map { _ in
                    Int.random(in: 0..<8, using: &chance) == 0 ? nil : Double.random(in: -900...9_000, using: &chance)
                }
            }
            let (now, before) = (values(), values())
            let picture = Picture(Self.lines(now, before).html)
            for kind in ["s1", "s2", "area", "end"] {
                let inside = picture.points(kind).allSatisfy { (0...1_000).contains($0.x) && (0...200).contains($0.y) }
                #expect(inside, "\(kind) of \(now)")
            }
            #expect(picture.points("s1").count == now.compactMap(\.self).count)
            #expect(picture.points("s1").map(\.x) == picture.points("s1").map(\.x).sorted())
            let bars = zip(now, before).map { BarChart.Bar("x", $0 ?? 0, comparison: $1, remark: "x") }
            let columns = Picture(BarChart(Self.label, bars: bars) { "\($0)" }.html)
            func numbers(_ name: String) -> [Double] { columns.values(name, of: "rect").compactMap { Double($0) } }
            #expect(zip(numbers("x"), numbers("width")).allSatisfy { $0 >= 0 && $0 + $1 <= 1_000.1 })
            #expect(zip(numbers("y"), numbers("height")).allSatisfy { $0 >= 0 && $1 > 0 && $0 + $1 <= 200.1 })
        }
    }

    @Test func barsStandInTheirBands() {
        let chart = BarChart(
            Self.label,
            bars: [.init("Mo", 4, comparison: 2, remark: "Mo: 4"), .init("Tu", 0, comparison: 1, remark: "Tu")]
        ) { "\(Int($0))" }
        let picture = Picture(chart.html)
        #expect(picture.values("class", of: "rect") == ["was", "was"])
        #expect(picture.values("x", of: "rect") == ["60", "260", "560"])
        #expect(picture.values("height", of: "rect") == ["100", "200", "50"])
        #expect(picture.text.contains("<title>Mo: 4</title>") && !picture.text.contains("<title>Tu</title>"))
        #expect(picture.words("x bands") == ["Mo", "Tu"])
        let many = BarChart(Self.label, bars: (0..<13).map { .init("w\($0)", 1, remark: "") }) { "\($0)" }
        let shown = Picture(many.html).words("x bands keep")
        #expect(shown.count == 13 && shown.filter { !$0.isEmpty } == ["w0", "w3", "w6", "w9", "w12"])
    }

    @Test func rankedBarsAreSharesOfTheLargestOrOfAWhole() {
        let rows = [
            RankedBars.Row("Tea", link: "/p/1?a=b&c", figure: "8", share: "40 %", value: 8),
            RankedBars.Row("Cup", remark: "blue", figure: "-2", value: -2),
            RankedBars.Row("Jug", figure: "4", value: 4),
        ]
        func widths(_ bars: RankedBars) -> [String] {
            Picture(bars.html).values("width", of: "rect").enumerated().filter { $0.offset % 2 == 1 }.map(\.element)
        }
        #expect(widths(RankedBars(rows)) == ["100", "0", "50"])
        #expect(widths(RankedBars(rows, whole: 20)) == ["40", "0", "20"])
        #expect(widths(RankedBars([.init("None", figure: "0", value: 0)])) == ["0"])
        #expect(RankedBars(rows).html.text.contains("<a href=\"/p/1?a=b&amp;c\">Tea</a>"))
        #expect(RankedBars([]).html.text == "<ol class=\"funnel\"></ol>")
    }
}
