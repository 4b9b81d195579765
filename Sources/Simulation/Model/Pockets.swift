import Kernel

/// Everything that people at the doors have in their pockets, and what of it must still work.
struct Pockets {
    struct Link {
        let token: String
        let person: Int
        var isUsed = false
    }

    struct Token {
        let text: String
        let person: Int
        var hasEnded = false
    }

    struct Key {
        let text: String
        let id: String
        var isRevoked = false
    }

    private var links: [Link] = []
    private var sessions: [Token] = []
    private var keys: [Key] = []
    /// By person; what may or may not have become the password is not in it.
    private var passwords: [Int: String] = [:]
    private static let limit = 24

    /// What a knock is made with.
    enum Held: Sendable {
        case nothing
        case link(String, isUsed: Bool)
        case session(String, hasEnded: Bool)
        case key(String, id: String, isRevoked: Bool)
        case password(String)
    }

    /// What there is in the pockets for a knock.
    func held(for knock: Knock) -> Held {
        switch knock.deed {
        case .redeem:
            return pick(links, knock).map { link in .link(link.token, isUsed: link.isUsed) } ?? .nothing
        case .choosePassword:
            let own = sessions.filter { session in session.person == knock.person && !session.hasEnded }
            return pick(own, knock).map { session in .session(session.text, hasEnded: session.hasEnded) } ?? .nothing
        case .comeBack, .signOut:
            return pick(sessions, knock).map { session in .session(session.text, hasEnded: session.hasEnded) }
                ?? .nothing
        case .useKey:
            return pick(keys, knock).map { key in .key(key.text, id: key.id, isRevoked: key.isRevoked) } ?? .nothing
        case .signIn: return passwords[knock.person].map { text in .password(text) } ?? .nothing
        case .makeLink, .guess, .makeKey: return .nothing
        }
    }

    private func pick<T>(_ items: [T], _ knock: Knock) -> T? {
        items.isEmpty ? nil : items[knock.number % items.count]
    }

    /// Takes in what came of a knock. What was being done when the machine failed may have happened or not, and is
    /// forgotten.
    mutating func note(_ knock: Knock, _ held: Held, _ passed: Passed?, isCertain: Bool) throws {
        switch (knock.deed, passed) {
        case (.makeLink, .link(let token)?): Self.add(Link(token: token, person: knock.person), to: &links)
        case (.makeKey, .key(let text, let id)?): Self.add(Key(text: text, id: id.description), to: &keys)
        case (.choosePassword, .password(let text, let session)?):
            passwords[knock.person] = text
            end { session in session.person == knock.person }
            Self.add(Token(text: session, person: knock.person), to: &sessions)
        case (.choosePassword, _): if !isCertain { passwords[knock.person] = nil }
        case (_, .session(let token, _)?):
            Self.add(Token(text: token, person: owner(of: held) ?? knock.person), to: &sessions)
        case _: break
        }
        switch (knock.deed, held, passed) {
        case (.redeem, .link(let token, _), .session?): try use(token)
        case (.redeem, .link(let token, _), _): if !isCertain { links.removeAll { link in link.token == token } }
        case (.signOut, .session(let text, _), .left?): end { session in session.text == text }
        case _: break
        }
    }

    private mutating func use(_ token: String) throws {
        for index in links.indices where links[index].token == token {
            if links[index].isUsed { throw Finding("door.links_work_once", "a link let two in at the same time") }
            links[index].isUsed = true
        }
    }

    private mutating func end(_ isMeant: (Token) -> Bool) {
        for index in sessions.indices where isMeant(sessions[index]) { sessions[index].hasEnded = true }
    }

    /// Whose link it is.
    private func owner(of held: Held) -> Int? {
        guard case .link(let token, _) = held else { return nil }
        return links.first { link in link.token == token }?.person
    }

    private static func add<T>(_ item: T, to list: inout [T]) {
        if list.count >= limit { list.removeFirst() }
        list.append(item)
    }

    /// A key was revoked in the shop: it must not work any more.
    mutating func revoke(_ id: String) {
        for index in keys.indices where keys[index].id == id { keys[index].isRevoked = true }
    }
}
