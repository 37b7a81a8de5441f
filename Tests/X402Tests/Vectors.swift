import Foundation
import Hashing
import JSON
import Testing
import X402

/// The vectors made with eth_account and the reference SDK, parsed once.
enum Vectors {
    static let all: JSONValue = {
        let file = URL(fileURLWithPath: #filePath)
            .deletingLastPathComponent().deletingLastPathComponent()
            .appendingPathComponent("Vectors/x402.json")
        do {
            return try JSONValue(parsing: Array(try Data(contentsOf: file)))
        } catch {
            Issue.record("the vectors cannot be read: \(error)")
            return .null
        }
    }()

    static func text(_ path: String...) throws -> String {
        var value = all
        for name in path { value = try #require(value[name], "no \(path)") }
        return try #require(value.string, "no text at \(path)")
    }

    static func bytes32(_ path: String...) throws -> Bytes32 {
        var value = all
        for name in path { value = try #require(value[name], "no \(path)") }
        return try #require(value.string.flatMap { Bytes32(hex: $0) })
    }
}
