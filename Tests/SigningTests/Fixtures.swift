import Foundation
import Hashing
import JSON
import Testing

@testable import Signing

/// Recorded vectors, parsed once.
enum Fixtures {
    /// Signatures and keystores made with eth-account.
    static let ethAccount = read("signing.json")
    /// The vectors of x402, made with eth_account and the reference SDK.
    static let x402 = read("x402.json")

    /// Keys of the public test mnemonic: nobody's money.
    static func testKey(_ index: Int) throws -> SecretKey {
        let text = try #require(x402["keys"]?.array?[index]["privateKey"]?.string)
        let bytes = try #require(Hex.decode(text))
        return try #require(Secp256k1.shared.key(bytes))
    }

    private static func read(_ name: String) -> JSONValue {
        let file = URL(fileURLWithPath: #filePath)
            .deletingLastPathComponent().deletingLastPathComponent()
            .appendingPathComponent("Vectors/\(name)")
        do {
            return try JSONValue(parsing: Array(try Data(contentsOf: file)))
        } catch {
            Issue.record("\(name) cannot be read: \(error)")
            return .null
        }
    }
}

extension JSONValue {
    func bytes32(_ name: String) throws -> Bytes32 {
        try #require(self[name]?.string.flatMap { Bytes32(hex: $0) })
    }

    func hex(_ name: String) throws -> [UInt8] {
        try #require(self[name]?.string.flatMap { Hex.decode($0) })
    }
}
