import Kernel
import Tabular
import Testing

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// The folder with real lists: the environment variable MARTLET_REAL_DATA, or a folder beside the package.
private enum RealData {
    static func path(_ name: String) -> String? {
        let named = getenv("MARTLET_REAL_DATA").map { (value: UnsafeMutablePointer<CChar>) -> String in
            String(cString: value)
        }
        let package = #filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast(3).joined(
            separator: "/")
        let candidates = [named, "../shared/data", package + "/../shared/data"].compactMap {
            (folder: String?) -> String? in folder
        }
        return candidates.map { (folder: String) -> String in folder + "/" + name }.first { (path: String) -> Bool in
            access(path, R_OK) == 0
        }
    }
}

@Suite struct RealFileTests {
    @Test(
        .enabled(
            if: RealData.path("retail/online_retail.csv.gz") != nil, "the real list is not here (MARTLET_REAL_DATA)"))
    func aRealShopsYearIsReadWhole() throws {
        let path = try #require(RealData.path("retail/online_retail.csv.gz"))
        let file = try TabularFile.inspect(path: path)
        #expect(
            file.headers == [
                "InvoiceNo", "StockCode", "Description", "Quantity", "InvoiceDate", "UnitPrice", "CustomerID",
                "Country",
            ])
        #expect(file.profiles[3].kind == .integer && file.profiles[4].kind == .dateTime(nil))
        #expect(file.profiles[5].kind == .decimal(.point))
        let reader = try file.open()
        var quantities = NumberColumn(index: 3, header: "Quantity", style: nil, isDeclared: false)
        var prices = NumberColumn(index: 5, header: "UnitPrice", style: .point, isDeclared: false)
        var dates = DateColumn(index: 4, header: "InvoiceDate", order: nil, isDeclared: false)
        var count = 0
        var withoutCustomer = 0
        var blankDescriptions = 0
        var thousandths: Int64 = 0
        var latest = LocalDateTime(year: 1, month: 1, day: 1)
        while try reader.next() {
            count += 1
            if reader.record.isBlank(6) { withoutCustomer += 1 }
            if reader.record.isBlank(2) { blankDescriptions += 1 }
            guard let quantity = try quantities.micros(reader.record), let price = try prices.micros(reader.record),
                let date = try dates.dateTime(reader.record)
            else { throw Problem(.invalid, "test.blank", "Line \(reader.record.line) lacks a value") }
            thousandths += quantity / 1_000_000 * (price / 1000)
            latest = max(latest, date)
        }
        #expect(count == 541_909 && reader.defectCount == 0)
        #expect(withoutCustomer == 135_080 && blankDescriptions == 1454)
        #expect(thousandths == 9_747_747_934)
        #expect(latest == LocalDateTime(year: 2011, month: 12, day: 9, hour: 12, minute: 50))
        #expect(reader.encoding.evidence == .validUTF8)
    }
}
