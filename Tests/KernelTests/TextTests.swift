import Kernel
import Testing

@Suite struct TextTests {
    @Test(arguments: [
        ("  Crème  Brûlée ", "creme brulee"), ("Straße", "strasse"), ("ÅNGSTRÖM", "angstrom"), ("Łódź", "lodz"),
        ("ＡＢＣ", "abc"), ("İstanbul", "istanbul"), ("a\t\n b", "a b"), ("", ""), (" \u{a0} ", ""), ("漢字", "漢字"),
    ])
    func folding(_ text: String, _ folded: String) {
        #expect(Text.folded(text) == folded)
        #expect(Text.folded(folded) == folded)
    }

    @Test func tableAndUnicodeFoldAlike() {
        // A Greek letter in front keeps the table out of it.
        for code in UInt32(1)..<0x250 {
            guard let scalar = Unicode.Scalar(code) else { continue }
            let text = "x\(scalar)y"
            #expect(Text.folded("α" + text) == "α" + Text.folded(text), "U+\(String(code, radix: 16))")
        }
    }

    @Test(arguments: [
        ("Gift Cards & More!", "gift-cards-more"), ("  --Été 2026--", "ete-2026"), ("Tom's", "toms"), ("!!!", ""),
        ("Москва", "moskva"),
    ])
    func slugs(_ text: String, _ slug: String) {
        #expect(SlugFormat.slug(text) == slug)
        #expect(SlugFormat.isSlug(slug) == !slug.isEmpty)
    }

    @Test func longSlugsEndAtAWord() {
        let long = SlugFormat.slug("one two three four five six seven", maximumLength: 12)
        #expect(long == "one-two")
        #expect(SlugFormat.slug(String(repeating: "x", count: 90)).count == 60)
    }
}
