import Kernel
import Platform

/// One thing that somebody does.
package enum Step: Sendable {
    /// A person, or a part of Martlet, asks for an action.
    case ask(Ask)
    /// The events of a shop are brought to their subscribers.
    case deliver(shop: Int)
    /// What has fallen due in a shop is done.
    case sweep(shop: Int)
    /// The server does some portions of what waits in the background.
    case work
    /// A file is sent to be imported.
    case upload(Upload)
    /// Somebody does something at a shop's door.
    case knock(Knock)
    /// A new shop is opened beside the others, and its owner comes in.
    case found(slug: String)
}

/// A request for an action, as it would come in from outside.
package struct Ask: Sendable {
    /// Which of the shops.
    package let shop: Int
    /// Who asks: `usr_…`, `system:…`, or `nobody`.
    package let principal: String
    /// The action.
    package let action: String
    /// Its input, as JSON.
    package let input: [UInt8]
    /// The idempotency key.
    package let key: String?
    /// Whether it is only tried.
    package let isPreview: Bool
    /// The correlation id, unlike any other.
    package let requestID: String
}

/// A file that somebody sends.
package struct Upload: Sendable {
    package let shop: Int
    package let principal: String
    package let kind: String
    package let name: String
    package let text: String
}

/// Things that happen at the same time, and what goes wrong meanwhile. A run is a list of rounds; any part of the list is
/// a run too, which is how a failure is made short.
package struct Round: Sendable {
    /// Its place in the run it was made for.
    package let number: Int
    /// The machine's time.
    package let at: Instant
    /// Where its chance begins: the ids it makes and who goes first.
    package let seed: UInt64
    /// What is done.
    package var steps: [Step]
    /// What goes wrong.
    package var fault: Fault?
    /// Whether the process is ended and started again before it.
    package var restarts = false
}

extension Round {
    /// The round as lines of a trace.
    func lines(_ shops: [SimulatedShop]) -> [String] {
        var lines = ["round \(number) at \(at)\(steps.count > 1 ? ", at the same time" : "")"]
        if restarts { lines.append("  the process is started again") }
        lines += steps.map { step in "  \(step.line(shops))" }
        if let fault { lines.append("  fault: \(fault)") }
        return lines
    }
}

extension Step {
    func line(_ shops: [SimulatedShop]) -> String {
        switch self {
        case .ask(let ask):
            let name = shops[ask.shop].entry.shop.slug
            let key = ask.key.map { " key=\($0)" } ?? ""
            let input = String(decoding: ask.input, as: UTF8.self)
            return "\(name) \(ask.principal) \(ask.isPreview ? "tries " : "")\(ask.action) \(input)\(key)"
        case .deliver(let shop): return "\(shops[shop].entry.shop.slug) events are delivered"
        case .sweep(let shop): return "\(shops[shop].entry.shop.slug) what is due is done"
        case .work: return "the server does background work"
        case .upload(let upload):
            return "\(shops[upload.shop].entry.shop.slug) \(upload.principal) sends \(upload.name): \(upload.text)"
        case .knock(let knock):
            return "\(shops[knock.shop].entry.shop.slug) person \(knock.person) at the door: \(knock.deed)"
        case .found(let slug): return "\(slug) is opened, and its owner comes in"
        }
    }
}
