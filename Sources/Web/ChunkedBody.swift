/// Reads a body sent in chunks. Source: RFC 9112 section 7.1.
///
/// Extensions are skipped, trailer fields are refused: nothing here reads them.
struct ChunkedBody: Sendable, Hashable {
    private enum Phase: Sendable, Hashable {
        case size
        case data(remaining: Int)
        case dataEnd
        case trailer
    }

    /// A size and its extension; ours never need more than 8 bytes.
    static let sizeLineBytesMax = 128
    private static let sizeDigitsMax = 15

    private var phase = Phase.size

    /// Moves what has arrived from the input to the body.
    ///
    /// - Returns: true once the body is complete.
    mutating func take(
        _ input: [UInt8], _ position: inout Int, into body: inout [UInt8], bytesMax: Int
    ) throws(Refusal) -> Bool {
        while true {
            switch phase {
            case .size:
                guard let size = try ChunkedBody.size(input, &position) else { return false }
                guard size <= bytesMax - body.count else { throw .bodyTooLarge(bytesMax: bytesMax) }
                phase = size == 0 ? .trailer : .data(remaining: size)
            case .data(let remaining):
                let count = min(remaining, input.count - position)
                body.append(contentsOf: input[position..<(position + count)])
                position += count
                phase = count == remaining ? .dataEnd : .data(remaining: remaining - count)
                guard count == remaining else { return false }
            case .dataEnd:
                guard try ChunkedBody.lineEnd(input, &position) else { return false }
                phase = .size
            case .trailer:
                return try ChunkedBody.lineEnd(input, &position)
            }
        }
    }

    /// The size of the next chunk; nil until its line is complete.
    private static func size(
        _ input: [UInt8], _ position: inout Int
    ) throws(Refusal) -> Int? {
        let limit = min(input.count, position + sizeLineBytesMax)
        guard let end = input[position..<limit].firstIndex(of: 0x0A) else {
            guard input.count - position < sizeLineBytesMax else {
                throw .malformed("The size of a chunk is too long.")
            }
            return nil
        }
        guard end > position, input[end - 1] == 0x0D else {
            throw .malformed("The line with the size of a chunk does not end with CR and LF.")
        }
        let size = try size(line: input[position..<(end - 1)])
        position = end + 1
        return size
    }

    /// Hexadecimal digits, then nothing or an extension.
    private static func size(line: ArraySlice<UInt8>) throws(Refusal) -> Int {
        let digits = line.prefix { ASCII.hexValue($0) != nil }
        guard (1...sizeDigitsMax).contains(digits.count) else {
            throw .malformed("The size of a chunk is not a number.")
        }
        guard areExtensions(line[digits.endIndex...]) else {
            throw .malformed("Something strange follows the size of a chunk.")
        }
        return digits.reduce(0) { $0 << 4 | Int(ASCII.hexValue($1) ?? 0) }
    }

    /// `;name`, `;name=token` or `;name="text"`, any number of them.
    private static func areExtensions(_ bytes: ArraySlice<UInt8>) -> Bool {
        var rest = bytes
        while rest.first == UInt8(ascii: ";") {
            let name = rest.dropFirst().prefix(while: ASCII.isToken)
            rest = rest[name.endIndex...]
            guard !name.isEmpty else { return false }
            guard rest.first == UInt8(ascii: "=") else { continue }
            rest = rest.dropFirst()
            let value =
                rest.first == UInt8(ascii: "\"") ? quoted(rest) : rest.prefix(while: ASCII.isToken)
            rest = rest[value.endIndex...]
            guard !value.isEmpty else { return false }
        }
        return rest.isEmpty
    }

    /// The text in quotation marks that the bytes start with; empty when it has no end.
    private static func quoted(_ bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        var index = bytes.startIndex + 1
        while index < bytes.endIndex, ASCII.isFieldValue(bytes[index]) {
            switch bytes[index] {
            case UInt8(ascii: "\""): return bytes[...index]
            case UInt8(ascii: "\\"): index += 2
            default: index += 1
            }
        }
        return bytes.prefix(0)
    }

    private static func lineEnd(
        _ input: [UInt8], _ position: inout Int
    ) throws(Refusal) -> Bool {
        guard position < input.count else { return false }
        guard input[position] == 0x0D else {
            throw .malformed("A chunk does not end where it says.")
        }
        guard position + 1 < input.count else { return false }
        guard input[position + 1] == 0x0A else {
            throw .malformed("A chunk does not end where it says.")
        }
        position += 2
        return true
    }
}
