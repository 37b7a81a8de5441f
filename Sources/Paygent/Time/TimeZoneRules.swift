/// When a place's clocks stand how far from UTC, read from a compiled tz database file.
///
/// Source: RFC 9636 (TZif), versions 1 to 4; leap-second files are refused.
public struct TimeZoneRules: Sendable, Hashable {
    /// Seconds since 1970, ascending.
    private let transitions: [Int64]
    /// Seconds east of UTC from the transition of the same index on.
    private let offsets: [Int64]
    /// Before the first transition.
    private let firstOffset: Int64
    /// After the last transition; nil: the last offset stays.
    private let rule: PosixTimeZone?

    public static let utc = TimeZoneRules(
        transitions: [], offsets: [], firstOffset: 0, rule: nil)

    private init(
        transitions: [Int64], offsets: [Int64], firstOffset: Int64, rule: PosixTimeZone?
    ) {
        self.transitions = transitions
        self.offsets = offsets
        self.firstOffset = firstOffset
        self.rule = rule
    }

    /// Seconds east of UTC at this moment.
    public func offset(at seconds: Int64) -> Int64 {
        guard let last = transitions.last, seconds < last else {
            return rule?.offset(at: seconds) ?? offsets.last ?? firstOffset
        }
        var (low, high) = (0, transitions.count)
        while low < high {
            let middle = (low + high) / 2
            if transitions[middle] <= seconds { low = middle + 1 } else { high = middle }
        }
        return low == 0 ? firstOffset : offsets[low - 1]
    }

    /// The moments at which clocks show this, in order: one, two where they are put back, none
    /// where they are put forward over it.
    ///
    /// - Parameter local: seconds since 1970 as the clocks count them.
    public func moments(showing local: Int64) -> [Int64] {
        let offsets = nearbyOffsets(local)
        // No change is near.
        if offsets.count == 1 { return [local - offsets[0]] }
        return offsets.map { (offset: $0, moment: local - $0) }
            .filter { self.offset(at: $0.moment) == $0.offset }.map(\.moment).sorted()
    }

    /// The first moment after the clocks were put forward over this time.
    func momentAfterGap(over local: Int64) -> Int64 {
        let offsets = nearbyOffsets(local)
        var before = local - (offsets.max() ?? 0)
        var after = local - (offsets.min() ?? 0)
        let old = offset(at: before)
        while after - before > 1 {
            let middle = before + (after - before) / 2
            if offset(at: middle) == old { before = middle } else { after = middle }
        }
        return after
    }

    /// Offsets that hold within a day and two hours, each once: no place is further from UTC.
    private func nearbyOffsets(_ local: Int64) -> [Int64] {
        let day: Int64 = 93_600
        let (before, after) = (offset(at: local - day), offset(at: local + day))
        let now = offset(at: local)
        if before == after { return now == before ? [before] : [before, now] }
        return now == before || now == after ? [before, after] : [before, now, after]
    }
}

extension TimeZoneRules {
    public struct Unreadable: Error, Sendable, Hashable {
        public let reason: String
    }

    /// The largest file of the database has some thousand bytes.
    static let fileBytesMax = 1 << 18

    /// - Throws: for bytes that are no such file, at any length and in any disorder.
    public init(tzif bytes: [UInt8]) throws(Unreadable) {
        guard bytes.count <= Self.fileBytesMax else { throw Unreadable(reason: "too long") }
        var reader = ByteReader(bytes)
        var header = try TZifHeader(&reader)
        var width = 4
        if header.version >= UInt8(ascii: "2") {
            try reader.skip(header.bodyBytes(width: 4))
            header = try TZifHeader(&reader)
            width = 8
        }
        guard header.leapCount == 0 else { throw Unreadable(reason: "it counts leap seconds") }
        var transitions: [Int64] = []
        for _ in 0..<header.timeCount { transitions.append(try reader.integer(width)) }
        let kinds = try reader.take(header.timeCount)
        let types = try Self.types(&reader, header.typeCount)
        try reader.skip(header.nameBytes + header.standardCount + header.utcCount)
        guard zip(transitions, transitions.dropFirst()).allSatisfy({ $0 < $1 }),
            kinds.allSatisfy({ Int($0) < types.count }), let first = types.first
        else { throw Unreadable(reason: "its transitions are out of order") }
        self.init(
            transitions: transitions, offsets: kinds.map { types[Int($0)] }, firstOffset: first,
            rule: width == 8 ? try Self.footer(&reader) : nil)
    }

    private static func types(
        _ reader: inout ByteReader, _ count: Int
    ) throws(Unreadable) -> [Int64] {
        var offsets: [Int64] = []
        for _ in 0..<count {
            let offset = try reader.integer(4)
            guard (-93_599...93_599).contains(offset) else {
                throw Unreadable(reason: "a place would be more than a day from UTC")
            }
            offsets.append(offset)
            try reader.skip(2)
        }
        return offsets
    }

    /// A line between two line feeds; empty where no rule goes on.
    private static func footer(
        _ reader: inout ByteReader
    ) throws(Unreadable) -> PosixTimeZone? {
        let rest = try reader.take(reader.remaining)
        guard rest.count >= 2, rest.first == 0x0A, rest.last == 0x0A else {
            throw Unreadable(reason: "it has no footer")
        }
        let text = rest.dropFirst().dropLast()
        if text.isEmpty { return nil }
        guard let rule = PosixTimeZone(Array(text)) else {
            throw Unreadable(reason: "its last rule cannot be read")
        }
        return rule
    }
}

private struct TZifHeader {
    let version: UInt8
    let utcCount, standardCount, leapCount, timeCount, typeCount, nameBytes: Int

    init(_ reader: inout ByteReader) throws(TimeZoneRules.Unreadable) {
        guard try reader.take(4) == Array("TZif".utf8) else {
            throw TimeZoneRules.Unreadable(reason: "it is no time zone file")
        }
        version = try reader.take(1)[0]
        try reader.skip(15)
        utcCount = try reader.count()
        standardCount = try reader.count()
        leapCount = try reader.count()
        timeCount = try reader.count()
        typeCount = try reader.count()
        nameBytes = try reader.count()
    }

    func bodyBytes(width: Int) -> Int {
        timeCount * (width + 1) + typeCount * 6 + nameBytes + leapCount * (width + 4)
            + standardCount + utcCount
    }
}

private struct ByteReader {
    private let bytes: [UInt8]
    private var position = 0

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    var remaining: Int { bytes.count - position }

    mutating func take(_ count: Int) throws(TimeZoneRules.Unreadable) -> [UInt8] {
        guard count >= 0, count <= remaining else {
            throw TimeZoneRules.Unreadable(reason: "it ends too early")
        }
        defer { position += count }
        return Array(bytes[position..<position + count])
    }

    mutating func skip(_ count: Int) throws(TimeZoneRules.Unreadable) { _ = try take(count) }

    /// Of four or eight bytes, two's complement, most significant first.
    mutating func integer(_ width: Int) throws(TimeZoneRules.Unreadable) -> Int64 {
        let value = try take(width).reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        return width == 4 ? Int64(Int32(truncatingIfNeeded: value)) : Int64(bitPattern: value)
    }

    /// How many of something follow: never more than there are bytes in a file.
    mutating func count() throws(TimeZoneRules.Unreadable) -> Int {
        let count = try integer(4)
        guard (0...Int64(TimeZoneRules.fileBytesMax)).contains(count) else {
            throw TimeZoneRules.Unreadable(reason: "it announces more than it holds")
        }
        return Int(count)
    }
}
