import Models
import Testing

@Suite struct EventStreamReaderTests {
    private static let text =
        "\u{FEFF}: hello\n\nevent: a\r\ndata: 1\r\ndata: 2\r\n\r\ndata:3\r\rid: 9\ndata\n\ndata: cut"

    private static let events: [EventStreamReader.Event] = [
        .init(name: "a", data: "1\n2"), .init(data: "3"), .init(data: ""),
    ]

    @Test func anEventIsReadWhereverTheBytesAreCut() throws {
        let bytes = Array(Self.text.utf8)
        for cut in 0...bytes.count {
            var reader = EventStreamReader()
            var events = try reader.take(bytes[..<cut])
            events += try reader.take(bytes[cut...])
            #expect(events == Self.events, "cut at \(cut)")
        }
    }

    @Test func anEventWithoutEndIsRefused() {
        var reader = EventStreamReader()
        let chunk = Array(repeating: UInt8(ascii: "x"), count: 1 << 16)
        #expect(throws: ModelFailure.tooLarge) {
            for _ in 0..<100 { _ = try reader.take(chunk) }
        }
    }
}
