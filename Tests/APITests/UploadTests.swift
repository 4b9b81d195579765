import FaceFixtures
import Foundation
import Kernel
import Platform
import Store
import StoreFixtures
import Testing
import Web

/// Files over HTTP: sent, looked at, tried, imported, and what was not taken fetched.
@Suite struct UploadTests {
    static let orders = """
        Invoice,StockCode,Description,Quantity,InvoiceDate,UnitPrice,Customer,Country
        1001,12345,Mug,2,2026-02-01 10:00,4.50,77,France
        1002,12346,Lamp,1,2026-02-01 11:00,69.99,78,France
        1003,12345,Mug,,2026-02-02 10:00,4.50,77,France

        """

    private func send(_ stage: Stage, _ text: String, kind: String = "orders", key: String? = nil) async throws
        -> Answer
    {
        try await stage.send(
            .post, "/v1/imports/uploads?kind=\(kind)&name=orders.csv",
            headers: ["Authorization": "Bearer \(key ?? stage.key)", "Content-Type": "text/csv"], body: Array(text.utf8)
        )
    }

    @Test(arguments: Engine.available) func aFileIsImportedFromBeginningToEnd(_ engine: Engine) async throws {
        let stage = try await Stage.open(engine)
        let sent = try await send(stage, Self.orders)
        #expect(sent.status == 201)
        let upload = try #require(sent.json["id"]?.string)
        #expect(sent.json["file_name"]?.string == "orders.csv")
        let survey = try await stage.get("/v1/imports/survey?upload=\(upload)")
        #expect(survey.status == 200 && survey.json["problems"]?.array?.isEmpty == true)

        let tried = try await stage.write(.post, "/v1/imports/actions/try", ["upload": .string(upload)])
        #expect(tried.status == 201)
        let trial = try #require(tried.json["id"]?.string)
        try await stage.world.installation.work(stage.world.shop)
        let foretold = try await stage.get("/v1/imports/trial?trial=\(trial)")
        #expect(foretold.json["trial"]?["report"]?["counts"]?["orders"]?.int == 2)
        #expect(foretold.json["kept_rejects"]?.int == 1)

        let begun = try await stage.write(.post, "/v1/imports/actions/begin", ["upload": .string(upload)])
        #expect(begun.status == 201)
        let run = try #require(begun.json["id"]?.string)
        try await stage.world.installation.work(stage.world.shop)
        let done = try await stage.get("/v1/imports/\(run)")
        #expect(done.json["import"]?["state"]?.string == "finished")
        #expect(done.json["progress"]?["percent"]?.int == 100)
        #expect(try await stage.get("/v1/orders").json["data"]?.array?.count == 2)
        let rejects = try await stage.get("/v1/imports/\(run)/rejects")
        #expect(rejects.json["data"]?.array?.first?["field"]?.string == "quantity")
        let file = try await stage.get("/v1/imports/\(run)/rejects.csv")
        #expect(file.header("Content-Type") == "text/csv; charset=utf-8")
        let headers = "Invoice,StockCode,Description,Quantity,InvoiceDate,UnitPrice,Customer,Country,line,reason\n"
        #expect(file.text.hasPrefix(headers))
        #expect(file.text.contains("1003,12345,Mug,,"))
        let corrected = file.text.replacing("Mug,,", with: "Mug,3,")
        let again = try #require(try await send(stage, corrected).json["id"]?.string)
        _ = try await stage.write(.post, "/v1/imports/actions/begin", ["upload": .string(again)])
        try await stage.world.installation.work(stage.world.shop)
        #expect(try await stage.get("/v1/orders").json["data"]?.array?.count == 3)
        #expect(try await stage.world.verify().isEmpty)
    }

    @Test func whoMayNotImportSendsNothing() async throws {
        let stage = try await Stage.open(.sqlite)
        let reader = try await stage.key(["imports.read"])
        let refused = try await send(stage, Self.orders, key: reader)
        #expect(refused.status == 403 && refused.json["details"]?["permission"]?.string == "imports.run")
        let nobody = try await stage.send(.post, "/v1/imports/uploads?kind=orders", body: [1])
        #expect(nobody.status == 401)
        let absent = "imp_01h455vb4pex5vsknk084sn02q"
        let other = try await stage.key(["orders.read"])
        #expect(try await stage.get("/v1/imports/\(absent)/rejects.csv", key: other).status == 403)
        #expect(try await stage.get("/v1/imports/\(absent)/rejects.csv").status == 404)
    }

    @Test func whatCannotBeTakenIsRefusedWithItsField() async throws {
        let stage = try await Stage.open(.sqlite)
        #expect(try await send(stage, Self.orders, kind: "poems").errors == ["kind": "not_a_choice"])
        let page = try await send(stage, "<html><body></body></html>")
        #expect(page.status == 422 && page.json["field"]?.string == "file")
        let upload = try #require(try await send(stage, "a,b\n1,2\n").json["id"]?.string)
        let begun = try await stage.write(.post, "/v1/imports/actions/begin", ["upload": .string(upload)])
        #expect(begun.status == 422 && begun.code == "imports.columns_unclear")
        #expect(begun.errors["invoice"] == "column_missing")
    }

    @Test func aFormOfABrowserWorksTheSame() async throws {
        let stage = try await Stage.open(.sqlite)
        let form =
            "--x\r\nContent-Disposition: form-data; name=\"kind\"\r\n\r\norders\r\n--x\r\n"
            + "Content-Disposition: form-data; name=\"file\"; filename=\"my; orders.csv\"\r\nContent-Type: text/csv\r\n\r\n"
            + Self.orders + "\r\n--x--\r\n"
        let sent = try await stage.send(
            .post, "/v1/imports/uploads",
            headers: ["Authorization": "Bearer \(stage.key)", "Content-Type": "multipart/form-data; boundary=x"],
            body: Array(form.utf8))
        #expect(sent.status == 201 && sent.json["file_name"]?.string == "my; orders.csv")
        #expect(sent.json["size"]?.int == Int64(Self.orders.utf8.count))
    }
}

/// Forms with files, however they are cut on their way.
@Suite struct MultipartTests {
    private let form =
        "preamble\r\n--b-1\r\nContent-Disposition: form-data; name=\"kind\"\r\n\r\nörders\r\n--b-1\r\n"
        + "content-disposition: form-data; name=\"file\"; filename=\"a%22b.csv\"\r\nContent-Type: text/csv\r\n\r\n"
        + "1\r\n--b-\r\n2\r\n--b-1--\r\nepilogue"

    private func parts(_ text: String, pieces: Int) throws -> [MultipartReader.Part] {
        var reader = try MultipartReader(contentType: "multipart/form-data; boundary=\"b-1\"")
        var found: [MultipartReader.Part] = []
        let bytes = Array(text.utf8)
        for start in stride(from: 0, to: bytes.count, by: pieces) {
            found += try reader.read(bytes[start..<min(start + pieces, bytes.count)])
        }
        try reader.finish()
        return found
    }

    @Test(arguments: [1, 2, 3, 7, 64, 10_000]) func itIsReadTheSameInPiecesOfAnySize(_ pieces: Int) throws {
        let found = try parts(form, pieces: pieces)
        #expect(found.first == .field(name: "kind", value: "örders"))
        #expect(found.dropFirst().first == .file(name: "file", fileName: "a\"b.csv"))
        #expect(found.last == .fileEnd)
        let content = found.flatMap { part -> [UInt8] in
            guard case .bytes(let bytes) = part else { return [] }
            return bytes
        }
        #expect(String(decoding: content, as: UTF8.self) == "1\r\n--b-\r\n2")
    }

    @Test func anEmptyFileIsAnEmptyFile() throws {
        let text = "--b-1\r\nContent-Disposition: form-data; name=\"file\"; filename=\"\"\r\n\r\n\r\n--b-1--\r\n"
        #expect(try parts(text, pieces: 5) == [.file(name: "file", fileName: ""), .fileEnd])
    }

    @Test(arguments: [
        "--b-1\r\nContent-Disposition: form-data\r\n\r\nx\r\n--b-1--",
        "--b-1\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\nx",
        "nothing of the kind",
    ])
    func whatIsNoSuchFormIsRefused(_ text: String) {
        #expect(throws: Problem.self) { try parts(text, pieces: 9) }
    }

    @Test func otherTypesAreRefused() {
        for type in ["application/json", "multipart/form-data", "multipart/form-data; boundary="] {
            #expect(throws: Problem.self) { try MultipartReader(contentType: type) }
        }
    }
}
