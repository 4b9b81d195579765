import Hummingbird
import Importing
import Kernel
import NIOCore
import Platform
import Web

/// Takes files that people and programs send, piece by piece, so that no file is ever held in memory.
public struct UploadIntake: Sendable {
    let uploads: ImportUploads

    /// For the shop and the caller of an invocation.
    public init(_ installation: Installation, as invocation: Invocation) {
        uploads = ImportUploads(installation, as: invocation)
    }

    /// The body of a request as the file.
    public func body(of request: Request, kind: ImportRun.Kind, name: String) async throws -> ImportUpload {
        let receipt = try await uploads.receive(kind, name: name)
        for try await part in request.body { try receipt.write(part.readableBytesView) }
        return try await receipt.finish()
    }

    /// The one file of a form as browsers send it. `begin` is given the fields that stand before the file, and answers
    /// what kind of list it is or refuses.
    public func form(
        of request: Request, begin: ([String: String]) throws -> ImportRun.Kind
    ) async throws -> ImportUpload {
        var reader = try MultipartReader(contentType: request.headers[.contentType] ?? "")
        var fields: [String: String] = [:]
        var receipt: UploadReceipt?
        for try await part in request.body {
            for found in try reader.read(part.readableBytesView) {
                switch found {
                case .field(let name, let value): fields[name] = value
                case .file(_, let fileName):
                    guard receipt == nil else { throw Self.oneFile("A form brings one file.") }
                    let kind = try begin(fields)
                    if fileName.isEmpty { throw Self.oneFile("Choose a file.") }
                    receipt = try await uploads.receive(kind, name: fileName)
                case .bytes(let bytes): try receipt?.write(bytes)
                case .fileEnd: break
                }
            }
        }
        try reader.finish()
        guard let receipt else {
            _ = try begin(fields)
            throw Self.oneFile("Choose a file.")
        }
        return try await receipt.finish()
    }

    /// The kind of list a text names; refuses any other by naming them.
    public static func kind(_ text: String?) throws -> ImportRun.Kind {
        if let kind = text.flatMap(ImportRun.Kind.init(rawValue:)) { return kind }
        let kinds = ImportRun.Kind.allCases.map(\.rawValue).joined(separator: ", ")
        throw Problem.validation([
            FieldError(
                field: "kind", code: text == nil ? "required" : "not_a_choice", message: "Choose one of \(kinds).")
        ])
    }

    private static func oneFile(_ message: String) -> Problem {
        Problem.validation([FieldError(field: "file", code: "required", message: message)])
    }
}
