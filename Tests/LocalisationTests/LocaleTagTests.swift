import Localisation
import Testing

@Suite struct LocaleTagTests {
    @Test(
        arguments: [
            ("en", "en", nil), ("EN_gb", "en-GB", "GB"), ("zh-hant-tw", "zh-Hant-TW", "TW"),
            ("es-419", "es-419", "419"),
            ("de-CH-1996", "de-CH-1996", "CH"), ("th-TH-u-ca-buddhist", "th-TH", "TH"),
        ] as [(String, String, String?)])
    func tagsAreSpeltTheUsualWay(_ text: String, _ spelt: String, _ region: String?) throws {
        let tag = try #require(LocaleTag(text))
        #expect(tag.description == spelt)
        #expect(tag.region == region)
    }

    @Test(arguments: ["", "e", "english", "en-", "en--GB", "1a", "en-GB<script>", "*", "en gb", "é1"])
    func otherTextIsNoTag(_ text: String) { #expect(LocaleTag(text) == nil) }

    private static let available = ["en", "en-GB", "en-US", "es", "fr", "fr-CA", "de"].compactMap { LocaleTag($0) }

    @Test(
        arguments: [
            ("fr-CH, fr;q=0.9, en;q=0.8, *;q=0.5", "fr"), ("en-US,en;q=0.5", "en-US"), ("en-AU", "en"),
            ("nl, de;q=0.3, es;q=0.7", "es"), ("nl", "en"), ("", "en"), ("*", "en"), ("de;q=0, fr;q=0.1", "fr"),
            ("fr;q=x, es;q=0.2", "es"), (";;;,,,q=1", "en"), ("FR_ca", "fr-CA"), ("es-AR", "es"), ("de-DE-1996", "de"),
        ] as [(String, String)])
    func headersAreReadByWeight(_ header: String, _ chosen: String) {
        let tag = LocaleTag.negotiate(acceptLanguage: header, available: Self.available)
        #expect(tag.description == chosen)
    }

    @Test func whatAReaderChoseComesBeforeTheHeader() throws {
        let spanish = try #require(LocaleTag("es-MX")), dutch = try #require(LocaleTag("nl"))
        let chosen = LocaleTag.negotiate(acceptLanguage: "de", preferred: [dutch, spanish], available: Self.available)
        #expect(chosen.description == "es")
        #expect(
            LocaleTag.negotiate(acceptLanguage: "de", preferred: [dutch], available: Self.available).description == "de"
        )
        #expect(LocaleTag.negotiate(acceptLanguage: nil, available: []) == .english)
    }

    @Test func aHeaderOfAnySizeIsReadInAMoment() {
        let header = String(repeating: "xx;q=0.1,", count: 100_000) + "fr"
        #expect(LocaleTag.negotiate(acceptLanguage: header, available: Self.available) == .english)
    }
}
