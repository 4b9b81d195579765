import HTTPTypes
import Hummingbird
import Importing
import Kernel
import NIOCore
import Platform
import Web

/// What no JSON can carry: files to be imported, as they are, and lines that were not taken, as CSV.
struct UploadRoutes: Sendable {
    let installation: Installation
    let identification: Identification

    func add(to router: Router<WebContext>) {
        router.post("/v1/imports/uploads") { request, context in try await receive(request, context) }
        router.get("/v1/imports/{import}/rejects.csv") { request, context in
            let invocation = try await identification.invocation(for: request, context)
            let run = try ID<ImportRun>(parsing: context.parameters.get("import") ?? "")
            let export = try await RejectExport.of(run, installation, as: invocation)
            return Response(csv: export, named: "rejects-\(run).csv")
        }
        router.get("/v1/imports/trial/{trial}/rejects.csv") { request, context in
            let invocation = try await identification.invocation(for: request, context)
            let trial = try ID<ImportTask>(parsing: context.parameters.get("trial") ?? "")
            let export = try await RejectExport.of(trial: trial, installation, as: invocation)
            return Response(csv: export, named: "rejects-\(trial).csv")
        }
    }

    /// `POST /v1/imports/uploads?kind=orders&name=orders.csv` with the file as body, or a form with fields `kind` and
    /// `file`. The right is asked for before the body is read.
    private func receive(_ request: Request, _ context: WebContext) async throws -> Response {
        let invocation = try await identification.invocation(for: request, context)
        try invocation.caller.require(BeginImport.permission)
        let query = try FormFields(parsing: request.uri.query ?? "")
        let intake = UploadIntake(installation, as: invocation)
        let upload: ImportUpload
        if request.headers[.contentType]?.lowercased().hasPrefix("multipart/") ?? false {
            upload = try await intake.form(of: request) { fields in
                try UploadIntake.kind(fields["kind"] ?? query["kind"])
            }
        } else {
            upload = try await intake.body(
                of: request, kind: try UploadIntake.kind(query["kind"]), name: query["name"] ?? "upload.csv")
        }
        return Response(json: try Wire.encode(upload), status: .created)
    }
}

extension Response {
    /// Lines that were not taken, as a file to keep; written while they are read.
    public init(csv export: RejectExport, named name: String) {
        let body = ResponseBody { writer in
            try await export.write { bytes in try await writer.write(ByteBuffer(bytes: bytes)) }
            try await writer.finish(nil)
        }
        self.init(
            status: .ok,
            headers: [
                .contentType: "text/csv; charset=utf-8", .contentDisposition: "attachment; filename=\"\(name)\"",
            ],
            body: body)
    }
}
