import Foundation
import Orchestration
import Paygent
import Signing
import Testing

@Suite struct SignatureMarkFileTests {
    let folder = NSTemporaryDirectory() + "mark-\(UUID())"
    var path: String { folder + "/signed-up-to" }

    init() throws {
        try FileManager.default.createDirectory(
            atPath: folder, withIntermediateDirectories: true)
    }

    private func tail(_ sequence: Int64) -> ChainTail {
        ChainTail(sequence: sequence, hash: String(repeating: "ab", count: 32))
    }

    @Test func itNeverGoesBackUnlessItIsReplaced() throws {
        let mark = SignatureMarkFile(folder: folder)
        #expect(try mark.last() == nil)
        try mark.raise(to: tail(7))
        try mark.raise(to: tail(5))
        #expect(try SignatureMarkFile(folder: folder).last() == tail(7))
        try mark.replace(by: tail(5))
        #expect(try mark.last() == tail(5))
        try mark.raise(to: tail(.max))
        #expect(try mark.last() == tail(.max))
    }

    @Test(arguments: ["x", "7 ab\n", "-000000000000000007 " + String(repeating: "a", count: 64) + "\n"])
    func whatIsNoMarkIsAnErrorNotAnAbsence(text: String) throws {
        try text.write(toFile: path, atomically: false, encoding: .utf8)
        #expect(throws: SignatureMarkError.self) {
            try SignatureMarkFile(folder: folder).last()
        }
        #expect(throws: SignatureMarkError.self) {
            try SignatureMarkFile(folder: folder).raise(to: tail(9))
        }
    }
}
