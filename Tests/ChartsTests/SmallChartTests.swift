import Kernel
import Testing
import Web

@testable import Charts

/// Sparklines, parts of a whole, grids, and the figure around a plot.
@Suite struct SmallChartTests {
    @Test func sparklinesNeedTwoValues() {
        #expect(Sparkline([]).html.text.isEmpty && Sparkline([1]).html.text.isEmpty)
        #expect(Sparkline([0, 1, 2]).html.text.contains("d=\"M0 23 L44 12 L88 1\""))
        #expect(Sparkline([0, 0]).html.text.contains("d=\"M0 23 L88 23\""))
        #expect(Sparkline([-1, 1]).html.text.contains("d=\"M0 23 L88 1\""))
    }

    @Test func partsFillTheBar() {
        let picture = Picture(
            StackedBar("3 free, 1 promised, 4 coming", parts: [(.first, 3), (.second, 1), (.outlined, 4), (.first, 0)])
                .html)
        #expect(picture.values("width", of: "rect") == ["373.5", "124.5", "497"])
        #expect(picture.values("x", of: "rect") == ["0", "375.5", "502.5"])
        #expect(picture.values("aria-label", of: "svg") == ["3 free, 1 promised, 4 coming"])
        #expect(Picture(StackedBar("nothing", parts: [(.first, 0), (.second, -1)]).html).count("<rect") == 0)
    }

    @Test func shadesFollowTheNumbers() {
        #expect([0, 1, 5, 9.9, 10].map { HeatGrid.shade($0, of: 10) } == [1, 1, 4, 7, 7])
        #expect(HeatGrid.shade(0, of: 0) == 1)
        let grid = HeatGrid(
            "Who came back", head: ["First order", "New", "1", "2"],
            rows: [
                .init(
                    "Dec", size: "885",
                    cells: [.init(0.37, text: "37", remark: "324 of 885"), .init(0.1, text: "10", remark: "")]),
                .init("Jan", size: "417", cells: [.init(.nan, text: "–", remark: "a \"b\"")]),
            ])
        let picture = Picture(grid.html)
        #expect(picture.values("class", of: "td") == ["n", "h7", "h2", "n", "h1"])
        #expect(picture.values("title", of: "td").last == "a &quot;b&quot;")
        #expect(picture.text.contains("<td class=\"h7\" title=\"324 of 885\">37</td>"))
        #expect(picture.values("scope", of: "th") == ["col", "col", "col", "col", "row", "row"])
    }

    private static let words = Figure.Words(
        open: "<svg class=\"icon\"></svg>", showNumbers: "Show the numbers", file: "CSV")

    @Test func aFigureIsASentenceAPlotAndItsTable() {
        let table = NumberTable(
            head: ["Month", "This year", "Last year"], rows: [["Dec", "£7", "£6"], ["Jan", "£5"]])
        var figure = Figure("Net", finding: .init("Up.", rest: "And more."), plot: "<svg></svg>", table: table)
        let plain = figure.html(Self.words).text
        #expect(plain.hasPrefix("<figure class=\"card\"><figcaption class=\"card-head\"><h2>Net</h2></figcaption>"))
        #expect(plain.contains("<p class=\"muted\"><b>Up.</b> And more.</p><svg></svg></div><details class=\"data\">"))
        #expect(plain.contains("<tr><td>Jan</td><td class=\"end\">£5</td><td class=\"end\"></td></tr>"))
        #expect(!plain.contains("card-foot") && !plain.contains("<tfoot>"))
        figure.table = NumberTable(head: ["Month", "Net"], rows: [["Dec", "£7"]], foot: ["Total", "£7"])
        #expect(
            figure.html(Self.words).text.contains(
                "</tbody><tfoot><tr><td>Total</td><td class=\"end\">£7</td></tr></tfoot></table>"))
        figure.fileLink = "/reports/net.csv?a=1&b=2"
        figure.definition = "Less credit notes"
        figure.isWide = true
        let full = figure.html(Self.words).text
        #expect(full.hasPrefix("<figure class=\"card span-2\">"))
        #expect(full.contains("<a class=\"link push\" href=\"/reports/net.csv?a=1&amp;b=2\">CSV</a>"))
        #expect(full.contains("Less credit notes"))
    }

    /// Words come from people and programs; none of them becomes markup, and none carries a style or a script.
    @Test func everyWordIsEscaped() {
        let bad = "<b onload='x'>&\""
        let label = PlotLabel(id: "p", title: bad, description: bad)
        let line = LineChart(label, points: [bad, bad], series: [Series(bad, .current, [1, 2])]) { _ in bad }
        let plots: [HTML] = [
            line.html, line.legend, Legend.remark(bad),
            BarChart(label, bars: [.init(bad, 1, comparison: 1, remark: bad)]) { _ in bad }.html,
            RankedBars([.init(bad, remark: bad, link: bad, figure: bad, share: bad, value: 1)]).html,
            HeatGrid(bad, head: [bad], rows: [.init(bad, size: bad, cells: [.init(1, text: bad, remark: bad)])]).html,
            StackedBar(bad, parts: [(.first, 1)]).html,
            Figure(
                bad, finding: .init(bad, rest: bad), plot: "", table: NumberTable(head: [bad], rows: [[bad]]),
                definition: bad, fileLink: bad
            ).html(.init(open: "", showNumbers: bad, file: bad)),
        ]
        for plot in plots {
            #expect(plot.text.contains("&lt;b onload=&#39;x&#39;&gt;&amp;&quot;"))
            #expect(!plot.text.contains("<b onload") && !plot.text.contains("style=") && !plot.text.contains("'x'"))
        }
    }
}
