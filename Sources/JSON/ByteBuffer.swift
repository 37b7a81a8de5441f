/// Bytes that are being written, with room ahead: a byte costs a store and not a call, because an
/// array that grows by itself looks at its owner, its room and its length for every piece.
struct ByteBuffer: Sendable {
    /// As long as there is room; only the first `count` are written.
    private var room: [UInt8]
    private(set) var count = 0

    init(capacity: Int) { room = [UInt8](repeating: 0, count: capacity) }

    var bytes: [UInt8] { count == room.count ? room : Array(room[..<count]) }

    var last: UInt8? { count == 0 ? nil : room[count - 1] }

    mutating func append(_ byte: UInt8) {
        if count == room.count { grow(by: 1) }
        room[count] = byte
        count += 1
    }

    mutating func append(_ bytes: UnsafeBufferPointer<UInt8>) {
        if count + bytes.count > room.count { grow(by: bytes.count) }
        let start = count
        room.withUnsafeMutableBytes { room in
            UnsafeMutableRawBufferPointer(rebasing: room[start...]).copyMemory(
                from: UnsafeRawBufferPointer(bytes))
        }
        count += bytes.count
    }

    /// The bytes between quotation marks.
    mutating func append(quoted bytes: UnsafeBufferPointer<UInt8>) {
        let end = count + bytes.count + 2
        if end > room.count { grow(by: bytes.count + 2) }
        let start = count
        room.withUnsafeMutableBytes { room in
            room[start] = UInt8(ascii: "\"")
            UnsafeMutableRawBufferPointer(rebasing: room[(start + 1)...]).copyMemory(
                from: UnsafeRawBufferPointer(bytes))
            room[end - 1] = UInt8(ascii: "\"")
        }
        count = end
    }

    mutating func append(_ bytes: [UInt8]) {
        bytes.withUnsafeBufferPointer { append($0) }
    }

    mutating func append(decimal number: UInt64) {
        var (digits, limit) = (1, UInt64(10))
        while digits < 20, number >= limit { (digits, limit) = (digits + 1, limit &* 10) }
        if count + digits > room.count { grow(by: digits) }
        count += digits
        var (rest, place) = (number, count)
        for _ in 0..<digits {
            place -= 1
            room[place] = UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest % 10)
            rest /= 10
        }
    }

    mutating func append(repeating byte: UInt8, count: Int) {
        for _ in 0..<count { append(byte) }
    }

    private mutating func grow(by needed: Int) {
        let size = max(2 * room.count, count + needed)
        room.append(contentsOf: repeatElement(0, count: size - room.count))
    }
}
