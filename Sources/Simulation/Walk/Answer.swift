import Kernel
import Platform

/// What came of a request.
enum Answer: Sendable {
    case done(JSON, [UInt8])
    case replayed([UInt8])
    case previewed
    /// What came out at the door.
    case passed(Passed)
    /// A part of Martlet did what it does.
    case worked
    /// By an approval.
    case held(String?)
    case refused(Problem)
    /// Nothing was heard: the process died.
    case nothing

    init(_ performed: Performed<JSON>) {
        switch performed.state {
        case .done: self = .done(performed.outcome ?? .null, performed.json)
        case .replayed: self = .replayed(performed.json)
        case .previewed: self = .previewed
        case .held: self = .held(performed.effects.approval?.description)
        }
    }

    /// A word for counts and for the digest.
    var word: String {
        switch self {
        case .done: "done"
        case .replayed: "replayed"
        case .previewed: "previewed"
        case .passed: "passed"
        case .worked: "worked"
        case .held: "held"
        case .refused(let problem): problem.code
        case .nothing: "nothing"
        }
    }
}
