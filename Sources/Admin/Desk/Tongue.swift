import Kernel
import Localisation

/// The languages pages are written in, and which one a reader gets.
enum Tongue {
    /// Every string of the pages.
    static let catalogue = Catalogue(CatalogueTexts.all)

    /// The reader's own choice, else what their browser asks for among the languages pages are written in, else English.
    static func choose(_ preferred: String?, accepted: String?) -> LocaleTag {
        let own = preferred.flatMap { LocaleTag($0) }.map { [$0] } ?? []
        let spoken = Set(catalogue.languages.map(\.language))
        let available = LocaleFormat.available.filter { spoken.contains($0.language) }
        return LocaleTag.negotiate(acceptLanguage: accepted, preferred: own, available: available)
    }

    /// The words in a language.
    static func words(_ locale: LocaleTag) -> Words { Words(catalogue, locale: locale) }
}
