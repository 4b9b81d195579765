import Kernel
import Localisation

/// The languages pages are written in, and which one a reader gets.
enum Tongue {
    /// Every string of the pages.
    static let catalogue = Catalogue(CatalogueTexts.all)

    /// The reader's own choice, else what their browser asks for, else English.
    static func choose(_ preferred: String?, accepted: String?) -> LocaleTag {
        let own = preferred.flatMap { LocaleTag($0) }.map { [$0] } ?? []
        return LocaleTag.negotiate(acceptLanguage: accepted, preferred: own, available: LocaleFormat.available)
    }

    /// The words in a language.
    static func words(_ locale: LocaleTag) -> Words { Words(catalogue, locale: locale) }
}
