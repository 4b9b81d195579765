import Kernel

/// What was answered to which key: the same key and body hears the same answer, and nothing happens a second time.
struct KeyModel: Sendable {
    private struct Key: Hashable {
        let shop: Int
        let principal: String
        let action: String
        let key: String
    }

    private enum Use {
        /// It was done; the answer is nil while nobody has heard it.
        case done(input: [UInt8], answer: [UInt8]?)
        /// It waits for an approval, or was decided there.
        case held(input: [UInt8])
    }

    /// What of a request stands in the shop's log.
    enum Recorded {
        case nothing, done, held
    }

    private var uses: [Key: Use] = [:]

    /// Takes in what came of a request with a key, and what stands in the log of it.
    mutating func note(_ ask: Ask, _ answer: Answer, _ recorded: Recorded) throws {
        guard let text = ask.key, !ask.isPreview else { return }
        let key = Key(shop: ask.shop, principal: ask.principal, action: ask.action, key: text)
        switch uses[key] {
        case nil: try first(ask, key, answer, recorded)
        case .held(let input): try heldBefore(ask, answer, recorded, isSame: Self.asksTheSame(input, ask.input))
        case .done(let input, let heard):
            if recorded != .nothing {
                throw Finding("keys.one_effect", "\(ask.action) happened twice with the key \(text)")
            }
            try doneBefore(ask, answer, heard, isSame: Self.asksTheSame(input, ask.input))
            if case .replayed(let bytes) = answer { uses[key] = .done(input: input, answer: bytes) }
        }
    }

    /// Whether two bodies ask for the same: the order of members says nothing, nor does a member that is null.
    static func asksTheSame(_ a: [UInt8], _ b: [UInt8]) -> Bool {
        if a == b { return true }
        guard let a = try? JSON(parsing: a), let b = try? JSON(parsing: b) else { return false }
        return said(a) == said(b)
    }

    private static func said(_ json: JSON) -> JSON {
        switch json {
        case .object(let object):
            .object(
                JSONObject(object.members.filter { !$0.value.isNull }.map { JSONObject.Member($0.key, said($0.value)) })
            )
        case .array(let items): .array(items.map(said))
        case .null, .bool, .int, .double, .string: json
        }
    }

    private mutating func first(_ ask: Ask, _ key: Key, _ answer: Answer, _ recorded: Recorded) throws {
        switch answer {
        case .done(_, let bytes): uses[key] = .done(input: ask.input, answer: bytes)
        case .replayed(let bytes) where recorded == .done: uses[key] = .done(input: ask.input, answer: bytes)
        case .replayed: throw Finding("keys.replay_what_happened", "\(key.key) was replayed though it was never used")
        case .held: uses[key] = .held(input: ask.input)
        case .refused, .nothing:
            switch recorded {
            case .nothing: break
            case .done: uses[key] = .done(input: ask.input, answer: nil)
            case .held: uses[key] = .held(input: ask.input)
            }
        case .previewed, .worked, .passed: break
        }
    }

    private func doneBefore(_ ask: Ask, _ answer: Answer, _ heard: [UInt8]?, isSame: Bool) throws {
        switch answer {
        case .done: throw Finding("keys.one_effect", "\(ask.action) was answered anew with a key that was used")
        case .held: throw Finding("keys.same_answer", "\(ask.action) was held though its key was answered before")
        case .replayed(let bytes):
            guard isSame else {
                throw Finding("keys.refuse_other_body", "a key was replayed for another body of \(ask.action)")
            }
            if let heard, heard != bytes {
                throw Finding("keys.same_answer", "\(ask.action) was answered differently the second time")
            }
        case .refused, .nothing, .previewed, .worked, .passed: break
        }
    }

    private func heldBefore(_ ask: Ask, _ answer: Answer, _ recorded: Recorded, isSame: Bool) throws {
        switch answer {
        case .done, .replayed:
            throw Finding("keys.one_effect", "\(ask.action) was done though its key waits for an approval")
        case .held:
            if !isSame { throw Finding("keys.refuse_other_body", "a key was held for another body of \(ask.action)") }
        case .refused, .nothing, .previewed, .worked, .passed: break
        }
        if recorded != .nothing {
            throw Finding("keys.one_effect", "\(ask.action) was done though its key waits for an approval")
        }
    }
}
