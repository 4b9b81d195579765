/// The short names of spans of time and of large numbers in a language. Ours and not ICU's, so that they are as short in
/// every language.
struct UnitNames: Sendable {
    let now: String
    let second: String
    let minute: String
    let hour: String
    let day: String
    let month: String
    let year: String
    /// What stands before a span that is still to come.
    let ahead: String
    /// What thousands, millions and milliards are called, straight behind the number.
    let thousands: [(Int128, String)]

    init(_ locale: LocaleTag) {
        switch locale.language {
        case "es":
            self.init(
                now: "ahora", spans: ["s", "min", "h", "d", "meses", "años"], ahead: "en ",
                thousands: ["\u{A0}mil", "\u{A0}M", "\u{A0}mil\u{A0}M"])
        case "fr":
            self.init(
                now: "à l’instant", spans: ["s", "min", "h", "j", "mois", "ans"], ahead: "dans ",
                thousands: ["\u{A0}k", "\u{A0}M", "\u{A0}Md"])
        case "de":
            self.init(
                now: "jetzt", spans: ["Sek.", "Min.", "Std.", "T.", "Mon.", "J."], ahead: "in ",
                thousands: ["\u{A0}Tsd.", "\u{A0}Mio.", "\u{A0}Mrd."])
        case _:
            self.init(now: "now", spans: ["s", "min", "h", "d", "mo", "y"], ahead: "in ", thousands: ["k", "M", "bn"])
        }
    }

    private init(now: String, spans: [String], ahead: String, thousands: [String]) {
        self.now = now
        second = spans[0]
        minute = spans[1]
        hour = spans[2]
        day = spans[3]
        month = spans[4]
        year = spans[5]
        self.ahead = ahead
        let powers: [Int128] = [1000, 1_000_000, 1_000_000_000]
        self.thousands = Array(zip(powers, thousands))
    }
}

extension NumberWriter.Affix {
    /// The same with a name straight behind the number.
    func behindNumber(_ name: String) -> NumberWriter.Affix {
        NumberWriter.Affix(
            prefix: String(decoding: prefix, as: UTF8.self), suffix: name + String(decoding: suffix, as: UTF8.self))
    }
}
