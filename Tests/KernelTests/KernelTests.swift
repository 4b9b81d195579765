import Kernel

struct Order: Identified { static let idPrefix = "ord" }
struct Product: Identified { static let idPrefix = "prd" }

/// The same sequence in every run; a failing case is found again by its seed.
func seeded(_ seed: UInt64) -> RandomnessGenerator { SeededRandomness(seed).generator }
