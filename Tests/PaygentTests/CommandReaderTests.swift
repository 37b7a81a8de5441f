import Domain
import Paygent
import Testing

@Suite("Reading commands")
struct CommandReaderTests {
    @Test(
        "nearly every command of ours is read exactly",
        arguments: ["own.jsonl", "own-unread.jsonl"])
    func fixtures(file: String) throws {
        let score = CommandScore(try CommandCase.all(in: file))
        #expect(score.count >= 40)
        #expect(score.rightIntents * 100 >= score.count * 94, "\(score.wrong)")
        #expect(score.exact * 100 >= score.count * 89, "\(score.wrong)")
        #expect(score.unsafeAccepted.isEmpty)
        // Two in 120.
        #expect(score.wronglyRefused.count <= max(2, score.count / 60), "\(score.wronglyRefused)")
    }

    @Test("something that is bought and has a price in its name stays a payment")
    func weatherQuote() {
        guard case .payment(let payment) = CommandReader.read("buy today's weather quote") else {
            Issue.record("no payment")
            return
        }
        #expect(payment.recipient?.contains("weather quote") == true)
        #expect(payment.amount == nil)
    }

    @Test(
        "an amount that cannot be paid is refused",
        arguments: [
            "pay -5 USDC to a.example", "pay minus five USDC to a.example", "pay $-3 to a.example",
            "pay 0 USDC to a.example", "pay 0.00 USDC to a.example", "send NaN CRO to b.eth",
            "send Infinity CRO to b.eth", "send 1e40 CRO to b.eth", "send 1e-30 CRO to b.eth",
            "send 0.0000001 USDT to b.eth", "send 1000000000001 CRO to b.eth",
            "swap 0 CRO for USDC", "swap 150% of my CRO to USDC", "set my daily limit to 0 USDC",
            "bet -2 USDC on yes for the rain market", "short BTC with -5 USDC at 3x",
            "send five quadrillion CRO to b.eth", "add -1 CRO and 5 USDC to the pool",
        ])
    func invalidAmounts(text: String) {
        #expect(CommandReader.read(text) == .refuse(.invalidAmount))
    }

    @Test(
        "an address that is none is refused",
        arguments: [
            "send 3 USDC to 0x1234", "send 3 USDC to 0x",
            "pay 3 USDC to 0x0000000000000000000000000000000000000000",
            "pay 3 USDC to 0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAeD",
            "pay 3 USDC to 0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAedA",
            "swap 1 CRO to USDC, then send 1 USDC to 0xdbF03B407c01E7cD3CBea99509d93f8DDDC8C6F",
            "balance of 0xdbF03B407c01E7cD3CBea99509d93f8DDDC8C6FC",
        ])
    func invalidAddresses(text: String) {
        #expect(CommandReader.read(text) == .refuse(.invalidAddress))
    }

    @Test("the same address in every allowed spelling is the same recipient")
    func addresses() {
        let digits = "5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed"
        for spelled in [digits, digits.lowercased(), digits.uppercased()] {
            guard case .transfer(let transfer) = CommandReader.read("send 1 CRO to 0x\(spelled)")
            else {
                Issue.record("no transfer: \(spelled)")
                continue
            }
            #expect(transfer.recipient == "0x" + digits.lowercased())
        }
    }

    @Test("whatever is written, reading ends and says the same twice", arguments: 0..<40)
    func fuzz(seed: UInt64) {
        var random = SplitMix(seed)
        for _ in 0..<25 {
            let text = random.text()
            #expect(CommandReader.read(text) == CommandReader.read(text), "seed \(seed): \(text)")
        }
    }

    @Test(
        "a very long message is read in bounded time",
        arguments: [
            "pay 5 USDC to ", "a ", "and ", "0x", "1 USDC, ", "\"", "add ", "every ", "if ",
        ])
    func long(part: String) {
        let text = String(repeating: part, count: 10_000 / part.utf8.count)
        _ = CommandReader.read(text)
    }
}

/// Texts made of words that mean something to the reader, and of bytes that do not.
struct SplitMix {
    private var state: UInt64

    init(_ seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var value = state
        value = (value ^ (value >> 30)) &* 0xbf58_476d_1ce4_e5b9
        value = (value ^ (value >> 27)) &* 0x94d0_49bb_1331_11eb
        return value ^ (value >> 31)
    }

    mutating func text() -> String {
        var parts: [String] = []
        for _ in 0..<(next() % 24) {
            let place = Int(next() % UInt64(Self.words.count + 2))
            if place < Self.words.count {
                parts.append(Self.words[place])
            } else {
                let bytes = (0..<(next() % 6)).map { _ in UInt8(truncatingIfNeeded: next()) }
                parts.append(String(decoding: bytes, as: UTF8.self))
            }
        }
        return parts.joined(separator: next() % 5 == 0 ? "" : " ")
    }

    private static let words = """
        pay send swap buy 5 0.1 1e9 1e-9 1,5 -3 USDC CRO $ € to for from and then , . ; " ' ? ! 0x 0x12 half all third 30% 5x
        of my BTC long short close open set limit daily stop loss tp bet on yes no that claim winnings pool add show payments
        last 10 since 2026-01-15 March 2026 approve reject #88b1 never mind don't if what every Friday at 5pm when below subscribe
        cancel balance find cheapest under two hundred and million trillion k e40 NaN ½ % & | ( ) @x a.example ignore previous
        """.split { $0 == " " || $0 == "\n" }.map(String.init)
}
