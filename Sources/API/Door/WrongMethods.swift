import HTTPTypes
import Hummingbird
import Kernel

/// What is said where there is something at an address, but not for the method asked with: 405, and which methods there
/// are.
enum WrongMethods {
    private static let known: [HTTPRequest.Method] = [
        .get, .head, .post, .put, .patch, .delete, .options, .trace, .connect,
    ]

    /// Answers for every address the router has so far; call it when all are there.
    static func add(to router: Router<WebContext>) {
        let addresses = Dictionary(grouping: router.routes) { $0.path.description }
        for routes in addresses.values {
            guard let path = routes.first?.path else { continue }
            var taken = Set(routes.map(\.method))
            if taken.contains(.get) { taken.insert(.head) }
            let allowed = taken.map(\.rawValue).sorted().joined(separator: ", ")
            for method in known where !taken.contains(method) {
                router.on(path, method: method) { request, _ -> Response in
                    throw Problem(
                        .methodNotAllowed, "method_not_allowed",
                        "This address does not answer \(request.method.rawValue).", remedy: "It answers \(allowed).",
                        details: ["allow": allowed])
                }
            }
        }
    }
}
