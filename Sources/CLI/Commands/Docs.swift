import API
import ArgumentParser
import Composition
import Foundation
import Kernel
import Platform

/// Writes the generated reference: actions, queries, events, permissions, settings, lifecycles.
struct Docs: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Writes the generated reference as Markdown.",
        discussion: "Files in the folder are replaced. A test holds the files in docs/reference/ equal to the build.")

    @Argument(help: "The folder to write to.")
    var folder: String

    func run() throws {
        let registry = try Registry(Martlet.modules)
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        for (name, text) in try ReferenceDocuments.all(registry) {
            try Data(text.utf8).write(to: URL(fileURLWithPath: folder).appendingPathComponent(name))
            Terminal.chat("wrote \(folder)/\(name)")
        }
    }
}
