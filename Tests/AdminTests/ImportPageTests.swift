import FaceFixtures
import Foundation
import Identity
import Kernel
import Platform
import StoreFixtures
import Testing

/// The way of a file through the pages, without scripts: sent, matched, tried, imported.
@Suite struct ImportPageTests {
    static let orders = """
        Invoice;StockCode;Description;Quantity;InvoiceDate;UnitPrice;Customer;Colour
        1001;12345;<b>Mug</b>;2;03/04/2026 10:00;4,50;77;red
        1002;12346;Lamp;1;04/05/2026 11:00;69,99;78;
        1003;12345;Mug;;04/05/2026 12:00;4,50;77;

        """

    /// Sends a file as a browser's form does.
    private func upload(_ stage: Stage, _ text: String, csrf: String? = nil) async throws -> Answer {
        let body =
            "--x\r\nContent-Disposition: form-data; name=\"csrf\"\r\n\r\n\(csrf ?? stage.owner.csrf)\r\n"
            + "--x\r\nContent-Disposition: form-data; name=\"kind\"\r\n\r\norders\r\n"
            + "--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"orders.csv\"\r\n\r\n\(text)\r\n--x--\r\n"
        return try await stage.send(
            .post, "/admin/import",
            headers: [
                "Cookie": "martlet_session=\(stage.owner.token)", "Accept": "text/html", "Origin": "http://localhost",
                "Content-Type": "multipart/form-data; boundary=x",
            ], body: Array(body.utf8))
    }

    @Test func aFileGoesThroughTheFourSteps() async throws {
        let stage = try await Stage.open(.sqlite)
        #expect(try await stage.page("/admin/imports").text.contains("href=\"/admin/import\""))
        #expect(try await stage.page("/admin/import").text.contains("enctype=\"multipart/form-data\""))
        let file = try #require(try await upload(stage, Self.orders).header("Location"))
        let asked = try await stage.page(file)
        #expect(asked.status == 200)
        #expect(asked.text.contains("One thing has to be said first"))
        #expect(asked.text.contains("&lt;b&gt;Mug&lt;/b&gt;") && asked.text.contains("name=\"f.5\""))

        let looked = try await stage.submit(
            file, ["do": "look", "c.5": "invoice_date", "f.5": "dmy", "g.5": "invoice_date"])
        let said = try #require(looked.header("Location"))
        #expect(said == "\(file)?m=5%3Dinvoice_date%3Admy")
        #expect(try await stage.page(said).text.contains("to be said first") == false)

        let trying = try await stage.submit(file, ["do": "try", "m": "5=invoice_date:dmy"])
        let trial = try #require(trying.header("Location"))
        #expect(trial.hasPrefix("/admin/import/trials/imt_"))
        #expect(try await stage.page(trial).text.contains("data-live=\"\(trial)/live\""))
        try await stage.world.installation.work(stage.world.shop)
        let live = try await stage.page("\(trial)/live")
        #expect(live.text.contains("data-live-done=\"\(trial)\""))
        let tried = try await stage.page(trial)
        #expect(tried.text.contains("Import 2 documents") && tried.text.contains("One row"))

        let begun = try await stage.submit(file, ["do": "begin", "m": "5=invoice_date:dmy"])
        let run = try #require(begun.header("Location"))
        #expect(run.hasPrefix("/admin/imports/imp_"))
        #expect(try await stage.page(run).text.contains("data-live=\"/admin/import/runs/"))
        try await stage.world.installation.work(stage.world.shop)
        let done = try await stage.page(run)
        #expect(done.status == 200 && done.text.contains("/rejects.csv") && done.text.contains("has no quantity"))
        #expect(!done.text.contains("data-live="))
        #expect(try await stage.page("/admin/orders").text.contains("1002"))
    }

    @Test func anotherSitesFormLeavesNothing() async throws {
        let stage = try await Stage.open(.sqlite)
        #expect(try await upload(stage, Self.orders, csrf: "wrong").status == 403)
        let tenant = stage.world.shop.tenant
        let kept: Int? = try await stage.world.read { db in
            try db.scalar("SELECT count(*) FROM import_upload WHERE tenant = \(tenant)")
        }
        #expect(kept == 0)
    }

    @Test func whatIsNoListComesBackToTheFormWithTheReason() async throws {
        let stage = try await Stage.open(.sqlite)
        let page = try await upload(stage, "%PDF-1.7 something")
        #expect(page.status == 422)
        #expect(page.text.contains("enctype=\"multipart/form-data\"") && page.text.contains("PDF"))
    }
}
