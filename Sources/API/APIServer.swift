import HTTPTypes
import Hummingbird
import Identity
import Kernel
import Logging
import NIOCore
import Platform
import Store

/// Puts the faces together behind one door: REST, OpenAPI, the reference, health, and whatever pages are added.
public struct APIServer: Sendable {
    /// The installation it serves.
    public let installation: Installation
    /// Who asks.
    public let identification: Identification
    /// The connections its clients have open.
    public let connections: Connections
    let trustedHops: Int
    let patience: TimeSpan
    let pause: TimeSpan

    /// A server over an installation. `trustedHops` is the number of reverse proxies in front of it; requests that wait
    /// for longer than `patience` are not begun any more, and those for which there is no room hear so after `pause`.
    public init(
        _ installation: Installation, _ authenticator: Authenticator, trustedHops: Int = 0,
        connections: Connections = Connections(), patience: TimeSpan = .seconds(10),
        pause: TimeSpan = .seconds(1)
    ) {
        self.installation = installation
        identification = Identification(authenticator)
        self.trustedHops = trustedHops
        self.connections = connections
        self.patience = patience
        self.pause = pause
    }

    /// The router with everything this face answers; `pages` adds other faces behind the same door.
    public func router(pages: (Router<WebContext>) throws -> Void = { _ in }) throws -> Router<WebContext> {
        let router = Router(context: WebContext.self, options: .autoGenerateHeadEndpoints)
        router.add(middleware: Compression())
        router.add(
            middleware: Door(
                installation, trustedHops: trustedHops, connections: connections, patience: patience, pause: pause))
        RESTRoutes(installation, identification).add(to: router)
        UploadRoutes(installation: installation, identification: identification).add(to: router)
        try addDocuments(to: router)
        addHealth(to: router)
        try pages(router)
        WrongMethods.add(to: router)
        return router
    }

    private func addDocuments(to router: Router<WebContext>) throws {
        let openAPI = try OpenAPIDocument.make(from: installation.registry).bytes
        let reference = try ReferencePage.html(installation.registry)
        router.get("/openapi.json") { _, _ in Response(json: openAPI) }
        router.get("/reference") { _, _ in Response(page: reference) }
        for event in installation.registry.events {
            let schemas = SchemaRegistry()
            let schema = try event.describe(schemas).json(referencesBelow: "#/$defs/")
            let document: JSON = [
                "$schema": "https://json-schema.org/draft/2020-12/schema", "title": .string(event.name.rawValue),
                "description": .string(event.summary), "allOf": [schema],
                "$defs": schemas.componentsJSON(referencesBelow: "#/$defs/"),
            ]
            let bytes = document.bytes
            router.get("/events/\(event.name.rawValue).json") { _, _ in Response(json: bytes) }
        }
    }

    private func addHealth(to router: Router<WebContext>) {
        let store = installation.store
        router.get("/health") { _, _ in Response(json: Array("{\"status\":\"ok\"}".utf8)) }
        router.get("/ready") { _, _ -> Response in
            do {
                let _: Int? = try await store.read { db in try db.scalar("SELECT 1") }
                return Response(json: Array("{\"status\":\"ready\"}".utf8))
            } catch {
                throw Problem(
                    .unavailable, "not_ready", "The database cannot be reached.", remedy: "Try again in a moment.")
            }
        }
    }
}
