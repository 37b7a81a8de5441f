import Hashing
import Testing

@Suite struct HashingTests {
    /// Source: the Keccak team's published values, as Ethereum uses them.
    @Test(arguments: [
        ("", "c5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470"),
        ("abc", "4e03657aea45a94fc7d47ba826c8d667c0d1e6e33a64a036ec44f58fa12d6c45"),
    ])
    func keccakOfKnownTexts(text: String, digest: String) {
        #expect(Hex.encode(Keccak256.hash(text.utf8)) == digest)
    }

    /// Source: FIPS 180-4 examples.
    @Test(arguments: [
        ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
        ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
        (
            "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
            "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
        ),
    ])
    func sha256OfKnownTexts(text: String, digest: String) {
        #expect(Hex.encode(SHA256.hash(Array(text.utf8))) == digest)
    }

    /// Lengths round the block boundaries must all end.
    @Test func everyLengthIsHashed() {
        let digests = (0..<300).map { SHA256.hash([UInt8](repeating: 7, count: $0)) }
        #expect(Set(digests).count == 300)
        #expect(
            Set((0..<300).map { Keccak256.hash([UInt8](repeating: 7, count: $0)) }).count == 300)
    }

    @Test func hexReadsWhatItWrites() {
        let bytes = (0...255).map { UInt8($0) }
        #expect(Hex.decode("0x" + Hex.encode(bytes)) == bytes)
        #expect(Hex.decode("abc") == nil)
        #expect(Hex.decode("zz") == nil)
    }
}
