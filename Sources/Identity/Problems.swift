import Kernel

extension Problem {
    /// The one answer to a wrong password, an unknown address and an address without a membership.
    static var wrongCredentials: Problem {
        Problem(
            .unauthorized, "sign_in.wrong_credentials", "That e-mail address and password do not go together.",
            remedy: "Check both. If you have forgotten the password, ask somebody who manages the team for help.")
    }

    /// Too many wrong attempts; says when to come back.
    static func signInThrottled(until: Instant, now: Instant) -> Problem {
        let seconds = max(1, (until - now).microseconds / 1_000_000 + 1)
        return Problem(
            .tooMany, "sign_in.too_many_attempts", "There were too many attempts to sign in.",
            remedy: "Wait \(seconds) seconds and try again.", details: ["retry_after": String(seconds)])
    }

    /// The session is unknown, has ended, or its person is no longer a member.
    static var sessionEnded: Problem {
        Problem(.unauthorized, "session_ended", "Your session has ended.", remedy: "Sign in again.")
    }

    /// The key is unknown, expired or revoked.
    static var badKey: Problem {
        Problem(
            .unauthorized, "bad_api_key", "That API key is not valid: it is mistyped, expired or revoked.",
            remedy: "Use a key that is listed as active, or have a new one made.")
    }

    /// The link is unknown, used or expired.
    static var deadLink: Problem {
        Problem(
            .unauthorized, "dead_link", "That link has been used already or has expired.",
            remedy: "Ask for a new one.")
    }

    /// Somebody would hand out more than they hold.
    static func grantsTooMuch(_ what: String) -> Problem {
        Problem(
            .forbidden, "team.grants_too_much", "You cannot grant more than you may do yourself.",
            detail: what, remedy: "Choose less, or ask somebody with a wider role.")
    }

    /// The change would leave the shop without an owner.
    static var lastOwner: Problem {
        Problem(
            .conflict, "team.last_owner", "This is the shop's last owner.",
            remedy: "Make somebody else an owner first.")
    }
}
