import Identity
import Kernel
import Platform

/// What somebody does at the door of a shop: what people do to get in, which no action with an address is for.
package struct Knock: Sendable {
    /// What is done.
    package enum Deed: String, Sendable, CaseIterable {
        /// Somebody with the right to gets a link made for a person.
        case makeLink
        /// A link is used, perhaps not for the first time.
        case redeem
        /// Whoever came by a link chooses a password.
        case choosePassword
        /// A person signs in.
        case signIn
        /// Somebody signs in with a wrong password.
        case guess
        /// A session is used, perhaps one that has ended.
        case comeBack
        /// A session is ended.
        case signOut
        /// A key is made for a program.
        case makeKey
        /// A key is used, perhaps one that was revoked.
        case useKey
    }

    package let shop: Int
    /// Which of the people of the shop.
    package let person: Int
    package let deed: Deed
    /// Decides what is left to be decided.
    package let number: Int
    /// The correlation id, unlike any other.
    package let requestID: String
}

/// What came out at the door: secrets are told once, and whoever got them keeps them.
enum Passed: Sendable {
    case link(String)
    case session(String, for: String)
    case password(String, session: String)
    case key(String, ID<APIKey>)
    case entered(Caller)
    case left
    /// There was nothing to do it with.
    case idle
}
