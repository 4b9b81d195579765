import Store

/// Where a step stands.
public enum StepState: String, Codable, Sendable, CaseIterable, DBEncodable, DBDecodable {
    /// Not begun.
    case waiting
    /// Begun; what came of it is not known yet.
    case running
    case done
    /// It could not be done, and had no effect.
    case failed
    /// It is being taken back.
    case undoing
    case undone
    /// It cannot be taken back and stays as it is.
    case kept
    /// Taking it back failed.
    case stuck

    /// Whether a workflow on its way back has to look at it: it was begun, and may have had an effect.
    var isToBeUndone: Bool {
        switch self {
        case .done, .running, .undoing, .stuck: true
        case .waiting, .failed, .undone, .kept: false
        }
    }
}
