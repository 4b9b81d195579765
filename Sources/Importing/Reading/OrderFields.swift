import Tabular

/// What a list of orders has: one line for each article of each document.
enum OrderFields {
    static let all = [invoice, code, description, quantity, date, price, customer, country]

    static let invoice = TargetField(
        key: "invoice", label: "Invoice number",
        synonyms: [
            "Invoice", "Invoice No", "Order number", "Order no", "Order ID", "Document number", "Receipt number",
            "Rechnungsnummer", "Rechnungsnr", "Belegnummer", "Belegnr", "Bestellnummer", "Auftragsnummer", "Facture",
            "Numéro de facture", "No facture", "Commande", "Factura", "Número de factura", "Pedido", "Fattura",
            "Numero fattura", "Factuurnummer", "Factuur", "Fatura",
        ], isRequired: true)

    static let code = TargetField(
        key: "code", label: "Article code",
        synonyms: [
            "Stock code", "SKU", "Item code", "Product code", "Product ID", "Item number", "Article number",
            "Artikelnummer", "Artikelnr", "Artikel", "Référence", "Code article", "Código", "Código de producto",
            "Referencia", "Codice articolo", "Codice", "Artikelcode", "Lineitem sku", "Part number",
        ], isRequired: true)

    static let description = TargetField(
        key: "description", label: "Description",
        synonyms: [
            "Product name", "Item name", "Title", "Product", "Bezeichnung", "Beschreibung", "Artikelbezeichnung",
            "Désignation", "Libellé", "Descripción", "Descrizione", "Omschrijving", "Lineitem name", "Descrição",
        ])

    static let quantity = TargetField(
        key: "quantity", label: "Quantity",
        synonyms: [
            "Qty", "Units", "Menge", "Anzahl", "Stück", "Stückzahl", "Quantité", "Qté", "Cantidad", "Quantità",
            "Aantal",
            "Lineitem quantity", "Quantidade",
        ], kind: .number, isRequired: true)

    static let date = TargetField(
        key: "invoice_date", label: "Invoice date",
        synonyms: [
            "Date", "Order date", "Document date", "Created at", "Timestamp", "Date and time", "Datum",
            "Rechnungsdatum",
            "Belegdatum", "Bestelldatum", "Date de facture", "Fecha", "Fecha de factura", "Data", "Data fattura",
            "Factuurdatum", "Data da fatura",
        ], kind: .dateTime, isRequired: true)

    static let price = TargetField(
        key: "unit_price", label: "Unit price",
        synonyms: [
            "Price", "Price each", "Einzelpreis", "Preis", "Stückpreis", "Prix unitaire", "Prix", "PU", "Precio",
            "Precio unitario", "Prezzo", "Prezzo unitario", "Prijs", "Stukprijs", "Lineitem price", "Preço",
            "Preço unitário",
        ], kind: .number, isRequired: true)

    static let customer = TargetField(
        key: "customer", label: "Customer number",
        synonyms: [
            "Customer", "Customer ID", "Customer No", "Client ID", "Account number", "Kundennummer", "Kundennr",
            "Kunde",
            "Client", "Numéro client", "Code client", "Cliente", "Número de cliente", "Codice cliente", "Klantnummer",
            "Klant",
        ])

    static let country = TargetField(
        key: "country", label: "Country",
        synonyms: ["Land", "Pays", "País", "Paese", "Shipping country", "Country code", "Lieferland"])
}
