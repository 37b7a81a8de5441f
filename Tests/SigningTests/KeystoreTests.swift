import Domain
import Foundation
import Hashing
import JSON
import Testing

@testable import Signing

@Suite struct KeystoreTests {
    @Test func keystoresOfEthAccountOpen() throws {
        let rows = try #require(Fixtures.ethAccount["keystores"]?.array)
        for row in rows {
            let password = Array(try #require(row["password"]?.string).utf8)
            let key = try Keystore(try #require(row["file"])).open(password: password)
            #expect(Secp256k1.shared.address(of: key)?.checksummed == row["address"]?.string)
        }
    }

    @Test func aForeignFileCannotTellAWrongPasswordFromDamage() throws {
        let file = try #require(Fixtures.ethAccount["keystores"]?.array?[0]["file"])
        #expect(throws: KeystoreError.wrongPasswordOrDamaged) {
            try Keystore(file).open(password: Array("wrong".utf8))
        }
    }

    static let password = Array("four words of mine".utf8)
    static let cost = Keystore.Cost(n: 2, p: 1)

    @Test func whatWeSealOpensAgain() throws {
        let key = try Fixtures.testKey(0)
        let sealed = try Keystore(sealing: key, password: Self.password, cost: Self.cost)
        let file = try JSONValue(parsing: sealed.json.prettyText)
        let opened = try Keystore(file).open(password: Self.password)
        #expect(Secp256k1.shared.address(of: opened) == Secp256k1.shared.address(of: key))
        #expect(!sealed.json.text.contains("ac0974bec39a17e3"))
    }

    @Test func inOurOwnFileAWrongPasswordIsToldFromDamage() throws {
        let key = try Fixtures.testKey(0)
        let sealed = try Keystore(sealing: key, password: Self.password, cost: Self.cost)
        #expect(throws: KeystoreError.wrongPassword) { try sealed.open(password: [1]) }
        for member in ["ciphertext", "mac"] {
            let text = try #require(sealed.json["crypto"]?[member]?.string)
            let flipped = (text.first == "0" ? "1" : "0") + text.dropFirst()
            let damaged = changing(sealed.json, member, to: .string(flipped))
            #expect(throws: KeystoreError.damaged("crypto")) {
                try Keystore(damaged).open(password: Self.password)
            }
        }
    }

    @Test func whatIsNoKeystoreIsRefused() throws {
        let key = try Fixtures.testKey(0)
        let good = try Keystore(sealing: key, password: Self.password, cost: Self.cost).json
        #expect(throws: KeystoreError.unsupported("version")) { try Keystore([:]) }
        #expect(throws: KeystoreError.unsupported("cipher")) {
            try Keystore(changing(good, "cipher", to: "aes-256-gcm"))
        }
        #expect(throws: KeystoreError.unsupported("kdf")) {
            try Keystore(changing(good, "kdf", to: "argon2"))
        }
        #expect(throws: KeystoreError.damaged("ciphertext")) {
            try Keystore(changing(good, "ciphertext", to: "00"))
        }
    }

    /// A file must not make the service eat all memory.
    @Test func aKeystoreThatAsksForTooMuchMemoryIsRefused() throws {
        let key = try Fixtures.testKey(0)
        let good = try Keystore(sealing: key, password: Self.password, cost: Self.cost).json
        let params: JSONValue = ["dklen": 32, "n": 4_194_304, "r": 8, "p": 1, "salt": "00"]
        #expect(throws: KeystoreError.unsupported("kdfparams")) {
            try Keystore(changing(good, "kdfparams", to: params))
        }
    }

    private func changing(_ file: JSONValue, _ member: String, to value: JSONValue) -> JSONValue {
        var json = file.object ?? JSONObject()
        var crypto = json["crypto"]?.object ?? JSONObject()
        crypto[member] = value
        json["crypto"] = .object(crypto)
        return .object(json)
    }
}

@Suite struct KeyFolderTests {
    private let path: String

    init() throws {
        path = NSTemporaryDirectory() + "paygent-keys-" + Hex.encode(Entropy.bytes(8))
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    @Test func theFirstRunMakesAKeyAndLaterRunsOpenIt() throws {
        defer { remove() }
        let folder = KeyFolder(path)
        let made = Secp256k1.shared.address(of: try folder.openOrCreate())
        #expect(made != nil)
        #expect(Secp256k1.shared.address(of: try folder.openOrCreate()) == made)
        for file in [folder.keystorePath, folder.passphrasePath] {
            let facts = try FileManager.default.attributesOfItem(atPath: file)
            #expect(facts[.posixPermissions] as? Int == 0o600)
        }
    }

    @Test func aPassphraseThatOthersMayReadIsRefused() throws {
        defer { remove() }
        let folder = KeyFolder(path)
        _ = try folder.openOrCreate()
        try FileManager.default.setAttributes(
            [.posixPermissions: 0o644], ofItemAtPath: folder.passphrasePath)
        #expect(throws: KeystoreError.self) { try folder.open() }
    }

    @Test func oneFileWithoutTheOtherIsNeverReplacedByANewKey() throws {
        defer { remove() }
        let folder = KeyFolder(path)
        _ = try folder.openOrCreate()
        try FileManager.default.removeItem(atPath: folder.keystorePath)
        #expect(throws: KeystoreError.self) { try folder.openOrCreate() }
        #expect(!FileManager.default.fileExists(atPath: folder.keystorePath))
    }

    private func remove() {
        do {
            try FileManager.default.removeItem(atPath: path)
        } catch {
            Issue.record("\(path) stays behind: \(error)")
        }
    }
}
