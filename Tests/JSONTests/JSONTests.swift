import JSON
import Testing

@Suite struct JSONTests {
    @Test(arguments: [
        "null", "true", "[]", "{}", "-0", "[1,2.50,1e9,-3]", #"{"a":{"b":["\"\\é😀"]}}"#,
        "123456789012345678901234567890",
    ])
    func whatIsWrittenIsWhatWasRead(text: String) throws {
        let value = try JSONValue(parsing: text)
        #expect(try JSONValue(parsing: value.bytes) == value)
    }

    @Test func numbersKeepTheirDigits() throws {
        #expect(try JSONValue(parsing: "0.10") == .number("0.10"))
        #expect(try JSONValue(parsing: "9223372036854775808") == .number("9223372036854775808"))
        #expect(try JSONValue(parsing: "42") == .integer(42))
    }

    /// Texts are looked through eight bytes at a time: each character at each place of such a step.
    @Test func whatMustBeEscapedIsFoundWhereverItStands() {
        let short: [Character: String] = [
            "\"": "\\\"", "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t",
        ]
        for code in UInt8(0)..<128 {
            let character = Character(UnicodeScalar(code))
            let isEscaped = code < 0x20 || [0x22, 0x3C, 0x5C, 0x7F].contains(code)
            let hex = String(code, radix: 16)
            let long = "\\u" + String(repeating: "0", count: 4 - hex.count) + hex
            let expected = isEscaped ? short[character] ?? long : String(character)
            for (length, rest) in (0..<20).flatMap({ length in [0, 5, 19].map { (length, $0) } }) {
                let before = String(repeating: "\u{e9}", count: length / 2)
                let after = String(repeating: "~", count: max(0, rest - length))
                let text = before + String(character) + after
                #expect(
                    JSONValue.string(text).text == "\"" + before + expected + after + "\"",
                    "\(code) at \(length) of \(rest)")
            }
        }
    }

    @Test func wholeNumbersAreWrittenToTheLastDigit() {
        var numbers: [Int64] = [0, .max, .min, -1]
        var power: Int64 = 1
        for _ in 0..<18 {
            power *= 10
            numbers += [power - 1, power, power + 1, -power]
        }
        for number in numbers { #expect(JSONValue.integer(number).text == String(number)) }
    }

    @Test(arguments: [2045, 2046, 2047, 2048, 2049, 100_000])
    func aTextMayBeLongerThanTheRoomAhead(count: Int) throws {
        let text = String(repeating: "x", count: count)
        let value = JSONValue.array([.string(text), .integer(12345), .string(text)])
        #expect(value.text == "[\"\(text)\",12345,\"\(text)\"]")
    }

    @Test func escapesAreRead() throws {
        let value = try JSONValue(parsing: #""\u00e9\ud83d\ude00\n\/""#)
        #expect(value == .string("é😀\n/"))
    }

    @Test(arguments: [
        "", "{", "[1,]", "{\"a\":1,}", "01", "1.", ".5", "+1", "nul", "\"\u{01}\"", #""\x""#,
        #""\ud800""#, #"{"a":1,"a":2}"#, "1 2", "NaN", "'a'", "[1 2]", #"{"a" 1}"#, "\"abc",
    ])
    func badTextIsRefused(text: String) {
        #expect(throws: JSONError.self) { try JSONValue(parsing: text) }
    }

    /// The names of a small object are looked through, those of a large one hashed.
    @Test(arguments: [2, 15, 16, 17, 18, 40], [0, 1, 15, 16, 17, 39])
    func noNameOccursTwice(count: Int, again: Int) throws {
        let members = (0..<count).map { "\"n\($0)\":\($0)" }
        let object = try JSONValue(parsing: "{\(members.joined(separator: ","))}")
        #expect(object["n\(count - 1)"]?.integer == Int64(count - 1))
        guard again < count else { return }
        let twice = (members + ["\"n\(again)\":0"]).joined(separator: ",")
        let offset = members.joined(separator: ",").utf8.count + 2
        #expect(throws: JSONError(reason: .duplicateName, byteOffset: offset)) {
            try JSONValue(parsing: "{\(twice)}")
        }
    }

    @Test func invalidUTF8IsRefused() {
        #expect(throws: JSONError(reason: .badUTF8, byteOffset: 1)) {
            try JSONValue(parsing: [0x22, 0xFF, 0x22])
        }
    }

    @Test func depthIsBounded() {
        let deep = String(repeating: "[", count: 65) + String(repeating: "]", count: 65)
        #expect(throws: JSONError(reason: .tooDeep, byteOffset: 64)) {
            try JSONValue(parsing: deep)
        }
    }

    /// Any bytes are either read or refused: never a trap. The seed is printed on failure.
    @Test(arguments: 0..<20 as Range<UInt64>)
    func arbitraryBytesNeverTrap(seed: UInt64) {
        var state = seed &* 0x9E37_79B9_7F4A_7C15 &+ 1
        let alphabet = Array(#"{}[]":,\u0123456789eE+-.tfn "#.utf8) + [0xC3, 0xA9, 0xFF, 0]
        for _ in 0..<2000 {
            var bytes: [UInt8] = []
            for _ in 0..<(state % 40) {
                state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                bytes.append(alphabet[Int(state >> 33) % alphabet.count])
            }
            state = state &* 6_364_136_223_846_793_005 &+ 1
            if let value = try? JSONValue(parsing: bytes) {
                #expect((try? JSONValue(parsing: value.bytes)) == value)
            }
        }
    }

    @Test func canonicalSortsEveryLevel() throws {
        let value = try JSONValue(parsing: #"{"b":1,"a":{"d":1,"c":2}}"#)
        #expect(value.canonical.text == #"{"a":{"c":2,"d":1},"b":1}"#)
    }
}
