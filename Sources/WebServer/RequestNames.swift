/// Names for requests: unique over restarts, short enough to need no memory of their own.
struct RequestNames {
    /// Random start, then counted: 64 bits in 13 letters.
    private var next = UInt64.random(in: .min ... .max) &<< 28

    mutating func make() -> String {
        next &+= 1
        let number = next
        return unsafe String(unsafeUninitializedCapacity: 13) { buffer in
            for index in 0..<13 {
                unsafe buffer[index] = RequestNames.letter(number >> UInt64(60 - 5 * index) & 31)
            }
            return 13
        }
    }

    /// Crockford's base 32, which has no letters that look like digits.
    private static func letter(_ value: UInt64) -> UInt8 {
        switch UInt8(value) {
        case 0..<10: UInt8(ascii: "0") + UInt8(value)
        case 10..<18: UInt8(ascii: "a") + UInt8(value) - 10
        case 18..<20: UInt8(ascii: "j") + UInt8(value) - 18
        case 20..<22: UInt8(ascii: "m") + UInt8(value) - 20
        case 22..<27: UInt8(ascii: "p") + UInt8(value) - 22
        default: UInt8(ascii: "v") + UInt8(value) - 27
        }
    }
}
