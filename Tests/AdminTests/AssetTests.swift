import Crypto
import FaceFixtures
import Foundation
import Kernel
import Store
import StoreFixtures
import Testing

@Suite struct AssetTests {
    private let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .appendingPathComponent("../..").standardized

    /// The files in Assets that are compiled in, by name.
    private func files() throws -> [URL] {
        let folder = root.appendingPathComponent("Sources/Admin/Assets")
        let found = try #require(FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil))
        return found.compactMap { $0 as? URL }.filter { ["css", "js", "svg", "json"].contains($0.pathExtension) }
            .sorted { a, b in a.lastPathComponent < b.lastPathComponent }
    }

    /// Where a page finds its style sheet: `/assets/<digest>/martlet.css`.
    private func folder(_ stage: Stage) async throws -> String {
        let page = try await stage.page("/admin")
        let found = try #require(page.text.firstMatch(of: /href="(\/assets\/[0-9a-f]{12}\/)martlet\.css"/))
        return String(found.1)
    }

    @Test func whatIsCompiledInIsWhatStandsInTheFiles() async throws {
        let stage = try await Stage.open(.sqlite)
        var sums = SHA256()
        for file in try files() + [root.appendingPathComponent("scripts/assets.py")] {
            sums.update(data: Array(file.lastPathComponent.utf8) + [0])
            sums.update(data: try Data(contentsOf: file))
            sums.update(data: [0])
        }
        let digest = Hex.encode(Array(sums.finalize())).prefix(12)
        #expect(try await folder(stage) == "/assets/\(digest)/", "run python3 scripts/assets.py")
    }

    @Test func stylesAndScriptsKeepTheirBudgets() async throws {
        let stage = try await Stage.open(.sqlite)
        let folder = try await folder(stage)
        let styles = try await stage.send(.get, folder + "martlet.css", headers: ["Accept-Encoding": "gzip"])
        #expect(styles.header("Content-Encoding") == "gzip")
        #expect(styles.bytes.count <= 25_000)
        var scripts = 0
        for file in try files() where file.pathExtension == "js" {
            let path = folder + file.lastPathComponent
            let answer = try await stage.send(.get, path, headers: ["Accept-Encoding": "gzip"])
            #expect(answer.header("Content-Encoding") == "gzip", "\(path)")
            #expect(answer.header("Content-Type") == "text/javascript; charset=utf-8", "\(path)")
            #expect(answer.bytes.count <= 3_000, "\(path)")
            scripts += answer.bytes.count
        }
        #expect(scripts > 0)
        #expect(scripts <= 30_000)
    }

    @Test func filesAreKeptForEverUnderTheirDigestOnly() async throws {
        let stage = try await Stage.open(.sqlite)
        let folder = try await folder(stage)
        let kept = try await stage.send(.get, folder + "main.js")
        #expect(kept.header("Cache-Control") == "public, max-age=31536000, immutable")
        for path in ["/assets/0123456789ab/main.js", "/assets/icons.svg", "/favicon.ico"] {
            let other = try await stage.send(.get, path)
            #expect(other.status == 200, "\(path)")
            #expect(other.header("Cache-Control") == "public, max-age=300", "\(path)")
        }
        #expect(try await stage.send(.get, folder + "no-such.js").status == 404)
    }

    @Test func whoHasAFileIsToldSo() async throws {
        let stage = try await Stage.open(.sqlite)
        for headers in [[:], ["Accept-Encoding": "gzip"]] {
            let first = try await stage.send(.get, "/assets/icons.svg", headers: headers)
            let tag = try #require(first.header("ETag"))
            let again = try await stage.send(
                .get, "/assets/icons.svg", headers: headers.merging(["If-None-Match": tag]) { $1 })
            #expect(again.status == 304)
            #expect(again.bytes.isEmpty)
            #expect(again.header("ETag") == tag)
        }
    }

    @Test func pagesAskNobodyElseForAnything() async throws {
        let stage = try await Stage.open(.sqlite)
        for path in ["/admin", "/sign-in", "/reference"] {
            let page = try await stage.page(path)
            for match in page.text.matches(of: /(?:src|href)="(https?:)?\/\/[^"]*"/) {
                Issue.record("\(path) leads to \(match.0)")
            }
            #expect(!page.text.contains(" style=\""), "\(path)")
            #expect(!page.text.contains(" onclick="), "\(path)")
        }
    }
}
