import Hashing
import Testing

/// Every length up to three blocks, against the digests of hashlib and eth-hash.
@Suite struct DigestTests {
    static let messages = (0..<420).map { count in
        (0..<count).map { UInt8(truncatingIfNeeded: $0 * 7 + count) }
    }

    @Test func keccakOfEveryLengthIsTheReferences() {
        let all = Self.messages.flatMap { Keccak256.hash($0) }
        #expect(
            Hex.encode(Keccak256.hash(all))
                == "4522d22e26b6b3c22d8915a55ae380b171d1ea98ac9545e72ceaa7a97207f92e")
    }

    @Test func sha256OfEveryLengthIsTheReferences() {
        let all = Self.messages.flatMap { SHA256.hash($0) }
        #expect(
            Hex.encode(SHA256.hash(all))
                == "9c801f592273716dd3e9fa9a93d472cf37f7236d55679d57c2c732ca86dc263f")
    }

    /// In pieces, from sequences that are not arrays, and at once: one digest.
    @Test(arguments: [1, 3, 7, 8, 9, 63, 135, 136, 137, 200])
    func piecesMakeNoDifference(size: Int) {
        for message in Self.messages.suffix(40) {
            var hasher = Keccak256()
            for start in stride(from: 0, to: message.count, by: size) {
                let piece = message[start..<min(start + size, message.count)]
                if start.isMultiple(of: 2) {
                    hasher.update(piece)
                } else {
                    hasher.update(piece.lazy.map { $0 })
                }
            }
            #expect(hasher.finalize() == Keccak256.hash(message))
        }
    }

    @Test(arguments: [
        ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="),
        ("fooba", "Zm9vYmE="), ("foobar", "Zm9vYmFy"),
    ])
    func base64IsThatOfTheStandard(plain: String, encoded: String) {
        #expect(Base64.encode(Array(plain.utf8)) == encoded)
        #expect(Base64.decode(encoded) == Array(plain.utf8))
        #expect(Base64.decodeTolerantly(encoded.filter { $0 != "=" }) == Array(plain.utf8))
    }

    @Test(arguments: ["A", "AA=", "AA", "AB==", "A+_/", "AAA\n", "====", "A===", "AA==A"])
    func base64IsReadStrictly(text: String) { #expect(Base64.decode(text) == nil) }

    @Test func bothAlphabetsAreReadTolerantly() {
        let bytes: [UInt8] = [0xFB, 0xFF, 0xFE]
        #expect(Base64.encode(bytes, .urlSafe) == "-__-")
        #expect(Base64.decode("-__-", .urlSafe) == bytes)
        #expect(Base64.decodeTolerantly("+//+") == bytes)
        #expect(Base64.decodeTolerantly("-__-") == bytes)
        #expect(Base64.decodeTolerantly("+*") == nil)
    }
}
