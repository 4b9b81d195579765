import Importing
import Kernel
import Platform

/// The files that were brought in: a list of addresses of which one line was no good, and a range of products whose
/// import was stopped half way. Both files are made here, in memory, and read as anybody's would be.
enum DemoImports {
    /// Sign-ups from a market stall; one line has no address that could be written to.
    static func signUps(_ cast: DemoCast, on stage: DemoStage) async throws {
        var lines = ["Name,Email,Country"]
        for index in 0..<26 {
            let first = DemoNames.first[(index * 7 + 3) % DemoNames.first.count]
            let last = DemoNames.last[(index * 11 + 5) % DemoNames.last.count]
            let address = "\(first).\(last).fair".lowercased()
            lines.append(
                "\(first) \(last),\(address)\(index == 17 ? " at example.org" : "@example.org"),United Kingdom")
        }
        let importer = CustomerImporter(
            stage.installation, shop: stage.shop, as: stage.invocation(as: cast.team.admin), tag: "newsletter")
        _ = try await importer.run(file(lines, "frome-christmas-fair.csv"))
    }

    /// Next spring's range, still unpublished; somebody stopped the import after eight of twelve products.
    static func springRange(_ cast: DemoCast, on stage: DemoStage) async throws {
        let titles = [
            "Primrose jug", "Willow basket", "Linen garden apron", "Seed packet tin", "Robin egg candle",
            "Hand-stitched pincushion", "Painted egg, set of six", "Rain gauge", "Herb markers, set of eight",
            "Picnic rug", "Bee hotel", "Meadow notebook",
        ]
        var lines = ["Handle,Title,Vendor,Type,Published,Variant SKU,Variant Grams,Variant Price"]
        for (index, title) in titles.enumerated() {
            let handle = title.lowercased().split(separator: " ").joined(separator: "-").filter { $0 != "," }
            let cell = title.contains(",") ? "\"\(title)\"" : title
            let price = "\(9 + index * 5 % 17).50"
            lines.append("\(handle),\(cell),Fern & Finch,Spring,false,SPR-\(201 + index),\(180 + index * 45),\(price)")
        }
        let source = file(lines, "spring-range.csv")
        let invocation = stage.invocation(as: cast.team.admin)
        let stopped = Task {
            var importer = ProductImporter(stage.installation, shop: stage.shop, as: invocation)
            importer.partProducts = 4
            _ = try await importer.run(source) { progress in
                if progress.done >= 8 { withUnsafeCurrentTask { task in task?.cancel() } }
            }
        }
        do {
            try await stopped.value
        } catch is CancellationError {
            return
        }
    }

    private static func file(_ lines: [String], _ name: String) -> ImportSource {
        .bytes(Array((lines.joined(separator: "\r\n") + "\r\n").utf8), name: name)
    }
}
