/// Reads server-sent events from bytes as they come, cut anywhere.
///
/// Source: WHATWG HTML, section 9.2.6. Bounded: an event larger than `eventBytesMax` ends it.
public struct EventStreamReader: Sendable {
    public struct Event: Sendable, Hashable {
        /// `message` when the stream names none.
        public var name: String
        public var data: String

        public init(name: String = "message", data: String) {
            self.name = name
            self.data = data
        }
    }

    public static let eventBytesMax = 1 << 20

    /// What names the last event, so that a broken stream can be taken up behind it; nil when the
    /// server names none.
    public private(set) var lastID: String?
    /// How long the server wants to be left alone before that.
    public private(set) var retryMilliseconds: Int?

    private var line: [UInt8] = []
    private var name = ""
    private var data: [UInt8] = []
    private var hasData = false
    private var endsWithCR = false
    /// A byte order mark may stand before everything.
    private var isFirstLine = true

    public init() {}

    /// - Throws: `.tooLarge` for an event beyond the bound.
    public mutating func take(_ bytes: some Sequence<UInt8>) throws(ModelFailure) -> [Event] {
        var events: [Event] = []
        for byte in bytes {
            let isSecondHalf = endsWithCR && byte == 0x0A
            endsWithCR = byte == 0x0D
            if isSecondHalf { continue }
            guard byte == 0x0A || byte == 0x0D else {
                line.append(byte)
                guard line.count + data.count <= Self.eventBytesMax else { throw .tooLarge }
                continue
            }
            if let event = endLine() { events.append(event) }
        }
        return events
    }

    /// An event that the end of the stream cuts off is none.
    private mutating func endLine() -> Event? {
        var field = line[...]
        line = []
        if isFirstLine, field.starts(with: [0xEF, 0xBB, 0xBF]) { field = field.dropFirst(3) }
        isFirstLine = false
        guard !field.isEmpty else { return dispatch() }
        guard field.first != UInt8(ascii: ":") else { return nil }
        let colon = field.firstIndex(of: UInt8(ascii: ":"))
        var value = colon.map { field[($0 + 1)...] } ?? []
        if value.first == UInt8(ascii: " ") { value = value.dropFirst() }
        switch String(decoding: field[..<(colon ?? field.endIndex)], as: UTF8.self) {
        case "event": name = String(decoding: value, as: UTF8.self)
        case "data":
            if hasData { data.append(0x0A) }
            data.append(contentsOf: value)
            hasData = true
        case "id" where !value.contains(0):
            lastID = value.isEmpty ? nil : String(decoding: value, as: UTF8.self)
        case "retry":
            if let number = Int(String(decoding: value, as: UTF8.self)), number >= 0 {
                retryMilliseconds = number
            }
        default: break
        }
        return nil
    }

    private mutating func dispatch() -> Event? {
        defer {
            name = ""
            data = []
            hasData = false
        }
        guard hasData else { return nil }
        return Event(
            name: name.isEmpty ? "message" : name, data: String(decoding: data, as: UTF8.self))
    }
}
