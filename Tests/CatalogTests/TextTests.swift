import Kernel
import Testing

@testable import Catalog

@Suite struct PlainTextTests {
    @Test(arguments: [
        ("plain words", "plain words"),
        ("a < b & c > d", "a < b & c > d"),
        ("<p>One</p><p>Two<br>Three</p>", "One\n\nTwo\nThree"),
        ("<ul><li>Oak</li><li>Ash</li></ul>", "Oak\n\nAsh"),
        ("Fish &amp; chips &lt;3 &#233; &#x2014; &unknown; &", "Fish & chips <3 é — &unknown; &"),
        ("<script>alert('x')</script>Safe<style>p{}</style>", "Safe"),
        ("<SCRIPT src=//evil>steal()</SCRIPT >ok", "ok"),
        ("<img src=x onerror=\"alert('>')\">after", "after"),
        ("before<!-- <b>hidden</b> -->after", "beforeafter"),
        ("unclosed <b and nothing more", "unclosed"),
        ("<script>never closed", ""),
        ("&lt;script&gt;alert(1)&lt;/script&gt;", "<script>alert(1)</script>"),
        ("tab\there\u{0}\u{202E}gone\u{FEFF}", "tab heregone"),
    ])
    func keepsWhatAReaderWouldSee(_ html: String, _ text: String) {
        #expect(FieldText.paragraphs(PlainText.ofHTML(html)) == text)
    }
}

@Suite struct SKUTests {
    @Test(arguments: [
        ("85123a", "85123A"), (" 22423 ", "22423"), ("22423", "22423"), ("gift_0001_40", "GIFT_0001_40"),
        ("BANK CHARGES", "BANK CHARGES"), ("", ""), ("  ", ""), ("grün-1", "GRÜN-1"), ("\tx\n", "X"),
    ])
    func hasOneSpelling(_ written: String, _ kept: String) {
        #expect(SKU.normalised(written) == kept)
        #expect(SKU.normalised(kept) == kept)
    }

    @Test func derivedSKUsAreTheSameEachTime() {
        #expect(SKU.derived(handle: "varsity-top", options: ["Small", "Dark Red"]) == "VARSITY-TOP-SMALL-DARK-RED")
        #expect(SKU.derived(handle: String(repeating: "x", count: 200), options: []).count == SKU.limit)
    }
}

@Suite struct SearchWordsTests {
    @Test func wordsAreFoldedAndSplitAtSigns() {
        #expect(SearchWords.words(of: "Crème-brûlée  T-LIGHT (3)") == ["creme", "brulee", "t", "light", "3"])
        #expect(SearchWords.grams(of: "red") == [" re", "red", "ed "])
        #expect(SearchWords.firstGram(of: "red") == " re")
    }

    @Test(arguments: [
        ("regncy", "regency", 1), ("cakestnd", "cakestand", 1), ("buntign", "bunting", 1), ("same", "same", 0),
        ("hart", "heart", 1), ("abcd", "badc", 2),
    ])
    func editsAreCounted(_ one: String, _ other: String, _ edits: Int) {
        #expect(SearchWords.edits(from: one, to: other, limit: 2) == edits)
        #expect(SearchWords.edits(from: other, to: one, limit: 2) == edits)
    }

    @Test func tooManyEditsAreNone() {
        #expect(SearchWords.edits(from: "kitchen", to: "bathroom", limit: 2) == nil)
        #expect(SearchWords.edits(from: "", to: "x", limit: 2) == nil)
    }
}
