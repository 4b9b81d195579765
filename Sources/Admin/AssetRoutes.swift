import API
import Crypto
import HTTPTypes
import Hummingbird
import Kernel
import NIOCore
import Web

/// The design's files and scripts, compiled in and packed once. Their addresses hold the digest of all of them, so that
/// browsers keep them for ever, and so that scripts find each other beside them.
enum AssetRoutes {
    /// All styles in their order as one sheet.
    static let styleSheet = address("martlet.css")
    /// The one script a page asks for; it brings the others.
    static let script = address("main.js")
    /// The sprite of icons.
    static let icons = address("icons.svg")
    /// The mark and the word.
    static let logo = address("logo.svg")
    /// The icon in the tab.
    static let favicon = address("favicon.svg")
    /// For the header `Speculation-Rules` of pages: which links a browser may fetch while somebody points at them.
    static let speculationRules = "\"\(address("speculation.json"))\""

    private static func address(_ name: String) -> String { "/assets/\(Assets.digest)/\(name)" }

    static func add(to router: Router<WebContext>) {
        let assets = all()
        router.get("/assets/{digest}/{name}") { request, context in
            let name = try context.parameters.require("name")
            guard let asset = assets[name] else { throw HTTPError(.notFound) }
            // Pages of another version than this one are answered with what there is, and not told to keep it.
            let isCurrent = context.parameters.get("digest") == Assets.digest
            return asset.answer(to: request, mayBeKept: isCurrent)
        }
        for name in ["martlet.css", "icons.svg", "logo.svg", "favicon.svg"] {
            guard let asset = assets[name] else { continue }
            router.get("/assets/\(name)") { request, _ in asset.answer(to: request, mayBeKept: false) }
        }
        if let icon = assets["favicon.svg"] {
            router.get("/favicon.ico") { request, _ in icon.answer(to: request, mayBeKept: false) }
        }
    }

    /// Everything there is to serve, by name.
    static func all() -> [String: Asset] {
        var assets = Assets.files.filter { !$0.key.hasSuffix(".css") }
        assets["martlet.css"] = sheets.compactMap { name in Assets.files[name] }.joined()
        return Dictionary(
            uniqueKeysWithValues: assets.map { name, text in (name, Asset(text, type: type(of: name))) })
    }

    private static let sheets = ["tokens.css", "base.css", "layout.css", "components.css", "admin.css", "print.css"]

    private static func type(of name: String) -> String {
        switch name.split(separator: ".").last {
        case "css": "text/css; charset=utf-8"
        case "js": "text/javascript; charset=utf-8"
        case "svg": "image/svg+xml"
        case _: "application/speculationrules+json"
        }
    }
}

/// A file as it is sent, plain and packed.
struct Asset: Sendable {
    let type: String
    let plain: ByteBuffer
    let packed: ByteBuffer
    private let digest: String

    init(_ text: String, type: String) {
        self.type = type
        let bytes = Array(text.utf8)
        plain = ByteBuffer(bytes: bytes)
        packed = ByteBuffer(bytes: (try? Gzip.compress(bytes, effort: .thorough)) ?? [])  // without memory: plain only
        digest = String(Hex.encode(Array(SHA256.hash(data: bytes))).prefix(16))
    }

    /// The file, or 304 for whoever has it.
    func answer(to request: Request, mayBeKept: Bool) -> Response {
        let isPacked = request.takesGzip && packed.readableBytes > 0
        let tag = isPacked ? "\"\(digest)-gzip\"" : "\"\(digest)\""
        var headers: HTTPFields = [
            .contentType: type, .eTag: tag, .vary: "Accept-Encoding",
            .cacheControl: mayBeKept ? "public, max-age=31536000, immutable" : "public, max-age=300",
        ]
        if request.headers[.ifNoneMatch]?.contains(tag) == true {
            return Response(status: .notModified, headers: headers)
        }
        if isPacked { headers[.contentEncoding] = "gzip" }
        return Response(status: .ok, headers: headers, body: .init(byteBuffer: isPacked ? packed : plain))
    }
}
