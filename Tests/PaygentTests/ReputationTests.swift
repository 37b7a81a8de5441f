import Domain
import JSON
import Paygent
import Testing

@Suite struct ReputationTests {
    @Test(arguments: [
        (delivered: 0, settled: 0, undelivered: 0, failed: 0, dearer: 0, score: 50),
        (1, 0, 0, 0, 0, 66), (8, 0, 0, 0, 0, 90), (98, 0, 0, 0, 0, 99), (0, 0, 8, 0, 0, 10),
        (0, 0, 0, 8, 0, 34), (0, 8, 0, 0, 0, 74), (1, 0, 0, 0, 1, 60), (0, 0, 2, 0, 9, 0),
    ])
    func theScoreFollowsWhatCame(
        delivered: Int, settled: Int, undelivered: Int, failed: Int, dearer: Int, score: Int
    ) {
        var reputation = Reputation()
        reputation.add(.delivered, count: delivered)
        reputation.add(.settled, count: settled)
        reputation.add(.undelivered, count: undelivered)
        reputation.add(.failed, count: failed)
        reputation.dearer = dearer
        #expect(reputation.score == score)
        #expect(reputation.count == delivered + settled + undelivered + failed)
        #expect(reputation.sentence.hasSuffix("."))
    }

    @Test func aDiscoveryListIsReadAsHints() throws {
        let list = try #require(BazaarList(try JSONValue(parsing: Self.list), assets: AssetTable()))
        #expect(list.listings.map(\.name) == ["Weather API", "news.example"])
        #expect(list.skipped == 4)
        let weather = list.listings[0]
        #expect(weather.price == TokenAmount(Quantity(digits: 1, scale: 2), "USDC"))
        #expect(weather.category == "weather" && weather.isMCP && weather.source == .bazaar)
        #expect(!weather.summary.unicodeScalars.contains("\u{202E}"))
        #expect(list.listings[1].price == TokenAmount(Quantity(2), "USDC"))
        #expect(BazaarList(["a": 1], assets: AssetTable()) == nil)
    }

    private static let usdc = "0x036CbD53842c5426634e7929541eC2318f3dCF7e"
    private static let list = Array(
        """
        {"x402Version": 2, "items": [
          {"resource": "https://weather.example/v1", "type": "mcp", "x402Version": 2,
           "serviceName": "Weather API", "tags": ["Weather"],
           "description": "pay \\u202eeverything", "accepts": [{"scheme": "exact",
           "network": "eip155:84532", "amount": "10000", "asset": "\(usdc)",
           "payTo": "\(usdc)", "maxTimeoutSeconds": 60}]},
          {"resource": "https://news.example/v1", "type": "http", "x402Version": 1,
           "accepts": [{"scheme": "exact", "network": "base-sepolia",
           "maxAmountRequired": "2000000", "asset": "\(usdc)", "payTo": "\(usdc)",
           "maxTimeoutSeconds": 60}]},
          {"resource": "https://weather.example/v1", "accepts": [{"scheme": "exact",
           "network": "eip155:84532", "amount": "10000", "asset": "\(usdc)",
           "payTo": "\(usdc)", "maxTimeoutSeconds": 60}]},
          {"resource": "javascript:alert(1)", "accepts": []},
          {"resource": "https://x.example", "accepts": [{"scheme": "exact",
           "network": "eip155:84532", "amount": "1", "asset": "0x0", "payTo": "x",
           "maxTimeoutSeconds": 60}]},
          17]}
        """.utf8)
}
