/// The named rules for dropping decimals. The rule is always written at the call.
public enum Rounding: String, Codable, Sendable, CaseIterable {
    /// To the nearest, halves away from zero: what people call rounding.
    case halfAwayFromZero = "half_away_from_zero"
    /// To the nearest, halves to the even neighbour: no drift over many amounts.
    case halfEven = "half_even"
    /// To the nearest, halves towards zero.
    case halfTowardsZero = "half_towards_zero"
    /// Towards zero.
    case down
    /// Away from zero.
    case up
    /// Towards minus infinity.
    case floor
    /// Towards plus infinity.
    case ceiling

    /// `n / d` by this rule. `d` is greater than zero; the result always fits.
    public func divide<Number: FixedWidthInteger & SignedInteger>(_ n: Number, by d: Number) -> Number {
        let (quotient, remainder) = n.quotientAndRemainder(dividingBy: d)
        guard remainder != 0 else { return quotient }
        let away: Number = remainder < 0 ? quotient - 1 : quotient + 1
        let magnitude = remainder.magnitude, rest = d.magnitude - magnitude
        switch self {
        case .halfAwayFromZero: return magnitude >= rest ? away : quotient
        case .halfTowardsZero: return magnitude > rest ? away : quotient
        case .halfEven:
            if magnitude != rest { return magnitude > rest ? away : quotient }
            return quotient & 1 == 0 ? quotient : away
        case .down: return quotient
        case .up: return away
        case .floor: return remainder < 0 ? away : quotient
        case .ceiling: return remainder < 0 ? quotient : away
        }
    }
}
