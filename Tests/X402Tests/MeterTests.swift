import Domain
import JSON
import Testing

@testable import X402

@Suite struct MeterTests {
    static func ceiling(_ units: UInt128 = 50_000) throws -> Money {
        Money(
            atomicUnits: units, of: try #require(AssetTable().asset("USDC", on: .cronosTestnet)))
    }

    static func answer(_ override: String? = nil, bytes: Int = 0) -> Answer {
        Answer(
            status: 200, headers: override.map { [.init("settlement-overrides", $0)] } ?? [],
            body: [UInt8](repeating: 0, count: bytes))
    }

    static let charges: [(String, UInt128)] = [
        (#"{"amount": "1200"}"#, 1_200), (#"{"amount": 1200}"#, 1_200), (#"{"amount": "0"}"#, 0),
        (#"{"amount": "50%"}"#, 25_000), (#"{"amount": "33.33%"}"#, 16_665),
        (#"{"amount": "100%"}"#, 50_000), (#"{"amount": "$0.01"}"#, 10_000),
        (#"{"amount": "$0.0000019"}"#, 1), (#"{"amount": "999999999"}"#, 50_000),
    ]

    @Test(arguments: charges)
    func anAnswerNamesItsCharge(text: String, units: UInt128) throws {
        #expect(Meter().charge(for: Self.answer(text), upTo: try Self.ceiling()) == units)
    }

    @Test(arguments: [
        "", "5", "{}", #"{"amount": "-1"}"#, #"{"amount": "1e3"}"#, #"{"amount": 0.5}"#,
        #"{"amount": "101%"}"#, #"{"amount": "1.234%"}"#, #"{"amount": "$"}"#,
        #"{"amount": null}"#, #"{"amount": -5}"#,
    ])
    func aChargeThatIsNoneIsNone(text: String) throws {
        #expect(Meter().charge(for: Self.answer(text), upTo: try Self.ceiling()) == nil)
    }

    @Test func withoutAWordTheSizeOrTheCeilingCounts() throws {
        let meter = Meter(perKiB: try Quantity(decimal: "0.001"))
        for (bytes, units) in [(0, 0), (1, 1_000), (1024, 1_000), (1025, 2_000), (99_999, 50_000)]
            as [(Int, UInt128)]
        {
            #expect(meter.charge(for: Self.answer(bytes: bytes), upTo: try Self.ceiling()) == units)
        }
        #expect(Meter().charge(for: Self.answer(), upTo: try Self.ceiling()) == 50_000)
        #expect(
            Meter().charge(for: Self.answer(#"{"amount": "99.99%"}"#), upTo: try Self.ceiling(.max))
                != nil)
    }
}

@Suite struct PaymentIdentifierTests {
    static let declared: JSONObject = [PaymentIdentifier.key: PaymentIdentifier.declaration()]

    @Test func aNameIsFilledInOnlyWhereItIsAskedFor() throws {
        let id = "pay_7d5d747be160e280504c099d984bcfe0"
        let filled = PaymentIdentifier.filling(Self.declared, with: id)
        #expect(try PaymentIdentifier.id(in: filled) == id)
        #expect(filled[PaymentIdentifier.key]?["info"]?["required"]?.bool == false)
        #expect(
            filled[PaymentIdentifier.key]?["schema"]
                == Self.declared[PaymentIdentifier.key]?["schema"])
        #expect(PaymentIdentifier.filling([:], with: id).isEmpty)
        #expect(try PaymentIdentifier.id(in: Self.declared) == nil)
    }

    @Test(arguments: [
        .string("short"), .string(String(repeating: "a", count: 129)),
        .string("pay_7d5d747be160e280 04c099d"), .integer(5), .string("ä" + "aaaaaaaaaaaaaaaaaaa"),
    ] as [JSONValue])
    func aNameThatIsNoneIsRefused(id: JSONValue) {
        let extensions: JSONObject = [
            PaymentIdentifier.key: ["info": ["required": false, "id": id]]
        ]
        #expect(throws: WireError.self) { try PaymentIdentifier.id(in: extensions) }
    }
}
