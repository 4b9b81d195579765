import Kernel

/// What a password must be. Length counts most; what everybody tries first is refused.
enum PasswordRules {
    static let shortest = 10
    static let longest = 200

    /// Notes what is wrong with a new password at the field `password`.
    static func check(_ password: String, name: String?, email: String?, _ check: inout Validation) {
        check.check(
            (shortest...longest).contains(password.count) && password.utf8.count <= 800, "password", "bad_length",
            "A password has \(shortest) to \(longest) characters.")
        let lower = password.lowercased()
        let local = email.map { email in String(email.lowercased().prefix { $0 != "@" }) } ?? ""
        let own = [name?.lowercased() ?? "", local, "martlet"].filter { $0.utf8.count >= 4 }
        let isGuessable =
            isPattern(lower) || common.contains(lower) || common.contains(word(in: lower))
            || own.contains { word in lower.hasPrefix(word) && lower.count - word.count < 6 }
        check.check(!isGuessable, "password", "too_easy", "That password is among the first ones anybody would try.")
    }

    /// What is left without digits and signs around it, and with letters for the signs that stand for them.
    private static func word(in text: String) -> String {
        let bare = text.drop { !$0.isLetter }.reversed().drop { !$0.isLetter }.reversed()
        return String(bare.map { character in letters[character] ?? character })
    }

    private static let letters: [Character: Character] = [
        "0": "o", "1": "i", "3": "e", "4": "a", "@": "a", "$": "s", "5": "s",
    ]

    /// One part repeated, or a run such as 1234567890.
    private static func isPattern(_ text: String) -> Bool {
        let characters = Array(text.unicodeScalars.map(\.value))
        guard characters.count > 1 else { return true }
        for period in 1...4 where characters.count > period {
            if (period..<characters.count).allSatisfy({ characters[$0] == characters[$0 - period] }) { return true }
        }
        let steps = zip(characters, characters.dropFirst()).map { pair in Int(pair.1) - Int(pair.0) }
        return steps.allSatisfy { $0 == 1 } || steps.allSatisfy { $0 == -1 } || runs.contains { $0.contains(text) }
    }

    private static let runs = [
        "12345678901234567890", "qwertyuiopasdfghjklzxcvbnm", "abcdefghijklmnopqrstuvwxyz0123456789",
    ]

    private static let common: Set<String> = [
        "password", "passwort", "qwerty", "qwertyuiop", "qwertyui", "qwertz", "azerty",
        "iloveyou", "letmein", "letmeinnow", "welcome", "welcomeback", "administrator", "admin", "adminadmin",
        "changeme",
        "changemenow", "secret", "topsecret", "superman", "batman", "football", "baseball", "basketball", "princess",
        "sunshine", "trustno", "dragon", "monkey", "master", "starwars", "whatever", "internet", "computer", "michael",
        "jennifer", "asdfghjkl", "zxcvbnm", "abcdefgh", "testtest", "password password", "correcthorsebatterystaple",
        "correct horse battery staple", "mypassword", "yourpassword", "defaultpassword", "guestguest",
    ]
}
