/// Bytes that are being written, in memory of its own with room ahead: a byte costs a store and not a
/// call. An array would look at its owner, its room and its length for every piece.
struct ByteBuffer: ~Copyable, @unchecked Sendable {
    // Unchecked: the memory has one owner.
    private var room: UnsafeMutableRawPointer
    private var size: Int
    private(set) var count = 0

    init(capacity: Int) {
        size = capacity
        room = .allocate(byteCount: capacity, alignment: 8)
    }

    deinit { room.deallocate() }

    var bytes: [UInt8] {
        [UInt8](unsafeUninitializedCapacity: count) { array, filled in
            UnsafeMutableRawBufferPointer(array).copyMemory(
                from: UnsafeRawBufferPointer(start: room, count: count))
            filled = count
        }
    }

    var last: UInt8? { count == 0 ? nil : room.load(fromByteOffset: count - 1, as: UInt8.self) }

    mutating func append(_ byte: UInt8) {
        reserve(1)
        put(byte)
    }

    mutating func append(_ bytes: UnsafeBufferPointer<UInt8>) {
        guard let start = bytes.baseAddress else { return }
        reserve(bytes.count)
        (room + count).copyMemory(from: start, byteCount: bytes.count)
        count += bytes.count
    }

    /// Appends a text between quotation marks, eight bytes at a time.
    ///
    /// - Returns: false, and nothing is appended, when a character of it may need an escape.
    mutating func append(ifPlain utf8: UnsafeBufferPointer<UInt8>) -> Bool {
        reserve(utf8.count + 2)
        let place = room + count + 1
        guard let start = UnsafeRawPointer(utf8.baseAddress), utf8.count >= 8 else {
            return append(ifPlainAndShort: utf8)
        }
        let last = utf8.count - 8
        var index = 0
        while true {
            let eight = start.loadUnaligned(fromByteOffset: index, as: UInt64.self)
            if JSONEscapes.mayHold(eight) { return false }
            place.storeBytes(of: eight, toByteOffset: index, as: UInt64.self)
            if index == last { break }
            // The last eight begin inside the ones before them, unless all fit.
            index = min(index + 8, last)
        }
        encloseInQuotes(utf8.count)
        return true
    }

    private mutating func append(ifPlainAndShort utf8: UnsafeBufferPointer<UInt8>) -> Bool {
        let place = room + count + 1
        for index in 0..<utf8.count {
            if JSONEscapes.isOne(utf8[index]) { return false }
            place.storeBytes(of: utf8[index], toByteOffset: index, as: UInt8.self)
        }
        encloseInQuotes(utf8.count)
        return true
    }

    /// What lies behind the next byte becomes a text.
    private mutating func encloseInQuotes(_ length: Int) {
        put(UInt8(ascii: "\""))
        count += length
        put(UInt8(ascii: "\""))
    }

    mutating func append(_ bytes: [UInt8]) {
        bytes.withUnsafeBufferPointer { append($0) }
    }

    /// Appends bytes that were written before.
    mutating func `repeat`(_ written: Range<Int>) {
        precondition(written.upperBound <= count, "nothing was written there")
        reserve(written.count)
        (room + count).copyMemory(from: room + written.lowerBound, byteCount: written.count)
        count += written.count
    }

    mutating func append(decimal number: UInt64) {
        var (digits, limit) = (1, UInt64(10))
        while digits < 20, number >= limit { (digits, limit) = (digits + 1, limit &* 10) }
        reserve(digits)
        count += digits
        var (rest, place) = (number, count)
        for _ in 0..<digits {
            place -= 1
            room.storeBytes(
                of: UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest % 10),
                toByteOffset: place, as: UInt8.self)
            rest /= 10
        }
    }

    mutating func append(repeating byte: UInt8, count: Int) {
        for _ in 0..<count { append(byte) }
    }

    /// - Precondition: there is room.
    private mutating func put(_ byte: UInt8) {
        room.storeBytes(of: byte, toByteOffset: count, as: UInt8.self)
        count += 1
    }

    private mutating func reserve(_ needed: Int) {
        if size - count < needed { grow(by: needed) }
    }

    private mutating func grow(by needed: Int) {
        size = max(2 * size, count + needed)
        let larger = UnsafeMutableRawPointer.allocate(byteCount: size, alignment: 8)
        larger.copyMemory(from: room, byteCount: count)
        room.deallocate()
        room = larger
    }
}
