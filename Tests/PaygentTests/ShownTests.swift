import JSON
import Paygent
import Testing

/// What other people's servers say is written down, but never what lets a reader collect a payment.
@Suite struct ShownTests {
    @Test func aSignatureThatASellerSendsBackIsLeftOut() {
        let signature = "0x" + String(repeating: "ab", count: 65)
        #expect(Reason.quoting("no: \(signature) is bad") == "no: (left out) is bad")
        #expect(Reason.quoting("{\"signature\":\"\(signature)\"}") == "(left out)")
        let transaction = "0x" + String(repeating: "cd", count: 32)
        #expect(Reason.quoting("see \(transaction)") == "see \(transaction)")
        #expect(Reason.quoting(String(repeating: "no ", count: 1000)).count <= 200)
        #expect(Reason.quoting("") == "")
    }

    @Test func theSignedBytesAreKeptBackFromWhatIsShown() {
        let note = JournalNote(
            kind: "signed", detail: ["authorization": ["payload": "secret", "nonce": "0x1"]])
        #expect(note.shownDetail["authorization"]?["payload"] == "kept back")
        #expect(note.shownDetail["authorization"]?["nonce"] == "0x1")
        let other = JournalNote(kind: "allowed", detail: ["payload": "public"])
        #expect(other.shownDetail == other.detail)
    }
}
