import Domain
import Hashing
import Testing
import X402

enum Sample {
    static let signature: Signature = {
        guard let signature = Signature(r: Bytes32(5), s: Bytes32(6), recoveryID: 0) else {
            preconditionFailure("zero is a recovery id")
        }
        return signature
    }()

    static func payer() throws -> Address {
        try Address("0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266")
    }

    static func priced(_ versions: [ProtocolVersion] = [.v2, .v1]) throws -> PricedResource {
        let asset = try #require(AssetTable().asset("USDC", on: .cronosTestnet))
        let resource = PaymentRequirements.Resource(
            url: "https://api.example.com/a", description: "a", mimeType: "text/plain")
        return try #require(
            PricedResource(
                resource, prices: [.init(Money(atomicUnits: 10_000, of: asset))],
                payTo: try Address(OfferChoiceTests.payTo), versions: versions))
    }
}
