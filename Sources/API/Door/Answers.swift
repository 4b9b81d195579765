import HTTPTypes
import Hummingbird
import Kernel
import NIOCore
import Web

extension Response {
    /// JSON bytes as an answer.
    public init(json bytes: [UInt8], status: HTTPResponse.Status = .ok, headers: HTTPFields = [:]) {
        var fields = headers
        fields[.contentType] = "application/json"
        self.init(status: status, headers: fields, body: .init(byteBuffer: ByteBuffer(bytes: bytes)))
    }

    /// A page as an answer.
    public init(page: HTML, status: HTTPResponse.Status = .ok) {
        self.init(
            status: status, headers: [.contentType: "text/html; charset=utf-8"],
            body: .init(byteBuffer: ByteBuffer(string: page.text)))
    }

    /// A problem as RFC 9457 `application/problem+json`.
    public init(problem: Problem) {
        var headers: HTTPFields = [.contentType: "application/problem+json"]
        if problem.kind == .unavailable || problem.kind == .tooMany {
            headers[.retryAfter] = problem.details["retry_after"] ?? "1"
        }
        if problem.kind == .methodNotAllowed { headers[.allow] = problem.details["allow"] }
        if problem.kind == .unauthorized { headers[.wwwAuthenticate] = "Bearer" }
        let bytes = (try? Wire.encode(problem)) ?? Array("{\"status\":500}".utf8)  // a problem always encodes
        self.init(
            status: .init(code: problem.status), headers: headers, body: .init(byteBuffer: ByteBuffer(bytes: bytes)))
    }

    /// Sends a browser elsewhere in this site after a form was handled.
    public init(seeOther path: String) {
        self.init(status: .seeOther, headers: [.location: path])
    }
}

/// A problem as a page a person can do something with.
enum ProblemPage {
    static func html(_ problem: Problem) -> HTML {
        let fields: HTML = problem.errors.html { error in "<li><b>\(error.field)</b>: \(error.message)</li>" }
        let list: HTML = problem.errors.isEmpty ? "" : "<ul>\(fields)</ul>"
        let detail: HTML? = problem.detail.map { "<p>\($0)</p>" }
        let remedy: HTML? = problem.remedy.map { "<p>\($0)</p>" }
        return """
            <!doctype html><html lang="en"><head><meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <title>\(problem.title) · Martlet</title><link rel="stylesheet" href="/assets/martlet.css">
            <link rel="icon" href="/assets/favicon.svg" type="image/svg+xml"></head>
            <body class="solo solo-wide"><main id="main"><section class="card"><div class="card-body roomy stack">
            <h1>\(problem.title)</h1>\(detail)\(list)\(remedy)
            <p class="meta"><span class="mono">\(problem.code)</span> · request <span class="mono">\(problem.requestID)</span></p>
            <div class="row"><a class="btn" href="/admin">Go to the admin</a></div></div></section></main></body></html>
            """
    }
}
