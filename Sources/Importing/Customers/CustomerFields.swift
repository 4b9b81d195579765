import Tabular

/// What a list of customers has.
enum CustomerFields {
    static let all = [name, firstName, lastName, email, phone, number, country, note]

    static let name = TargetField(
        key: "name", label: "Name",
        synonyms: ["Customer name", "Full name", "Company", "Company name", "Firma", "Nom", "Nombre", "Nome", "Naam"])
    static let firstName = TargetField(
        key: "first_name", label: "First name", synonyms: ["Given name", "Vorname", "Prénom", "Voornaam"])
    static let lastName = TargetField(
        key: "last_name", label: "Last name",
        synonyms: ["Surname", "Family name", "Nachname", "Nom de famille", "Achternaam"])
    static let email = TargetField(
        key: "email", label: "E-mail",
        synonyms: ["Email", "Email address", "Mail", "E-Mail-Adresse", "Courriel", "Correo"])
    static let phone = TargetField(
        key: "phone", label: "Phone",
        synonyms: ["Phone number", "Telephone", "Mobile", "Telefon", "Téléphone", "Teléfono"])
    static let number = TargetField(
        key: "number", label: "Customer number",
        synonyms: [
            "Customer ID", "Customer No", "Client ID", "Kundennummer", "Kundennr", "Numéro client", "Klantnummer",
        ])
    static let country = TargetField(key: "country", label: "Country", synonyms: ["Land", "Pays", "País", "Paese"])
    static let note = TargetField(key: "note", label: "Note", synonyms: ["Notes", "Comment", "Notiz", "Bemerkung"])
}

/// One customer of a file.
struct ImportedCustomer: Sendable {
    let line: Int
    var name: String
    var email: String?
    var phone: String?
    var number: String?
    var country: String?
    var note: String?

    /// What makes a second import of the same line recognise it.
    var key: String {
        var digest = DocumentDigest()
        let texts = [name, email ?? "", phone ?? "", number ?? "", country ?? ""]
        digest.add(
            texts.map { (text: String) -> UInt64 in
                var text = text.lowercased()
                return text.withUTF8 { StableHash.of($0) }
            })
        return "customer/" + digest.text
    }

    /// The customer of a record; nil when the line names nobody.
    init?(_ record: TabularRecord, _ mapping: ResolvedMapping) {
        func text(_ field: TargetField) -> String? {
            guard let index = mapping.index(field.key) else { return nil }
            let text = record.trimmedText(index)
            return text.isEmpty ? nil : text
        }
        let parts = [text(CustomerFields.firstName), text(CustomerFields.lastName)].compactMap { $0 }
        let full = parts.isEmpty ? nil : parts.joined(separator: " ")
        email = text(CustomerFields.email)
        phone = text(CustomerFields.phone)
        number = text(CustomerFields.number)
        country = text(CustomerFields.country)
        note = text(CustomerFields.note)
        line = record.line
        guard let known = text(CustomerFields.name) ?? full ?? email ?? number else { return nil }
        name = known
    }
}

/// Lists of customers that do not name their columns: an e-mail address and a phone number show themselves, and of one
/// column that remains the text is the name. Anything else is asked about.
enum HeaderlessCustomers {
    static func columns(_ file: TabularFile) -> [MappingOverride] {
        var found: [MappingOverride] = []
        var rest: [ColumnProfile] = []
        for profile in file.profiles where profile.valueCount > 0 {
            let column = "\(profile.index + 1)"
            if profile.examples.allSatisfy({ $0.contains("@") }) {
                found.append(MappingOverride(column: column, field: CustomerFields.email.key))
            } else if profile.examples.allSatisfy(isPhone) {
                found.append(MappingOverride(column: column, field: CustomerFields.phone.key))
            } else {
                rest.append(profile)
            }
        }
        if rest.count == 1, let name = rest.first {
            found.append(MappingOverride(column: "\(name.index + 1)", field: CustomerFields.name.key))
        }
        return found
    }

    /// Whether a cell can be nothing but data: names of columns hold no `@`.
    static func isData(_ cells: [String]) -> Bool { cells.contains { $0.contains("@") } }

    private static func isPhone(_ text: String) -> Bool {
        text.count { $0.isNumber } >= 6 && text.allSatisfy { $0.isNumber || "+-()/. ".contains($0) }
    }
}
