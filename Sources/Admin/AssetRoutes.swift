import API
import Crypto
import HTTPTypes
import Hummingbird
import Kernel
import NIOCore
import Web

/// The design's files, compiled in. The one style sheet is all five in their order.
enum AssetRoutes {
    private static let styles =
        [Assets.tokensCSS, Assets.baseCSS, Assets.layoutCSS, Assets.componentsCSS, Assets.printCSS, Assets.adminCSS]
        .joined(separator: "\n")

    /// Changes with the styles, so that browsers may keep them for ever.
    static let version = String(Hex.encode(Array(SHA256.hash(data: Array(styles.utf8)))).prefix(12))

    static let styleSheet = "/assets/martlet.css?v=\(version)"

    static func add(to router: Router<WebContext>) {
        serve("/assets/martlet.css", "text/css; charset=utf-8", styles, router)
        serve("/assets/icons.svg", "image/svg+xml", Assets.iconsSVG, router)
        serve("/assets/logo.svg", "image/svg+xml", Assets.logoSVG, router)
        serve("/assets/favicon.svg", "image/svg+xml", Assets.faviconSVG, router)
        serve("/favicon.ico", "image/svg+xml", Assets.faviconSVG, router)
    }

    private static func serve(
        _ path: String, _ type: String, _ text: String, _ router: Router<WebContext>
    ) {
        let buffer = ByteBuffer(string: text)
        router.get(RouterPath(path)) { request, _ in
            let isPinned = request.uri.query != nil
            return Response(
                status: .ok,
                headers: [
                    .contentType: type,
                    .cacheControl: isPinned ? "public, max-age=31536000, immutable" : "public, max-age=300",
                ], body: .init(byteBuffer: buffer))
        }
    }
}
