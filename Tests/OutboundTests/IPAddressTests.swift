import Testing

@testable import Outbound

@Suite struct IPAddressTests {
    @Test(
        arguments: [
            ([8, 8, 8, 8], .outside), ([127, 0, 0, 1], .loopback), ([127, 255, 0, 9], .loopback),
            ([10, 0, 0, 1], .inside), ([172, 16, 0, 1], .inside), ([172, 31, 255, 1], .inside),
            ([172, 32, 0, 1], .outside), ([192, 168, 1, 1], .inside), ([100, 64, 0, 1], .inside),
            ([100, 100, 100, 200], .forbidden), ([169, 254, 169, 254], .forbidden),
            ([0, 0, 0, 0], .forbidden), ([224, 0, 0, 1], .forbidden),
            ([255, 255, 255, 255], .forbidden), ([168, 63, 129, 16], .forbidden),
            ([192, 0, 2, 1], .forbidden), ([198, 19, 0, 1], .forbidden), ([1, 1, 1, 1], .outside),
        ] as [([UInt8], IPAddress.Place)])
    func everyIPv4RangeHasItsPlaceAlsoInsideIPv6(bytes: [UInt8], place: IPAddress.Place) {
        #expect(IPAddress(bytes: bytes).place == place)
        let zeros = [UInt8](repeating: 0, count: 10)
        #expect(IPAddress(bytes: zeros + [0xFF, 0xFF] + bytes).place == place)
        let nat64: [UInt8] = [0, 0x64, 0xFF, 0x9B, 0, 0, 0, 0, 0, 0, 0, 0]
        #expect(IPAddress(bytes: nat64 + bytes).place == place)
        #expect(IPAddress(bytes: [0x20, 0x02] + bytes + zeros).place == place)
    }

    @Test(
        arguments: [
            ([0x20, 0x01, 0x48, 0x60], .outside), ([0x2A, 0x00, 0, 0], .outside),
            ([0xFE, 0x80, 0, 0], .forbidden), ([0xFF, 0x02, 0, 0], .forbidden),
            ([0xFD, 0x12, 0, 0], .inside), ([0xFC, 0, 0, 0], .inside),
            ([0x20, 0x01, 0, 0], .forbidden), ([0x20, 0x01, 0x0D, 0xB8], .forbidden),
            ([0x40, 0, 0, 0], .forbidden),
        ] as [([UInt8], IPAddress.Place)])
    func everyIPv6RangeHasItsPlace(prefix: [UInt8], place: IPAddress.Place) {
        let bytes = prefix + [UInt8](repeating: 0, count: 10) + [0, 5]
        #expect(IPAddress(bytes: bytes).place == place)
    }

    @Test func oneIsThisMachineAndZeroIsNowhere() {
        let zeros = [UInt8](repeating: 0, count: 15)
        #expect(IPAddress(bytes: zeros + [1]).place == .loopback)
        #expect(IPAddress(bytes: zeros + [0]).place == .forbidden)
        #expect(IPAddress(bytes: [1, 2, 3]).place == .forbidden)
    }

    @Test func reachDecidesWhatMayBeAsked() {
        let machine = IPAddress(bytes: [127, 0, 0, 1])
        let home = IPAddress(bytes: [192, 168, 0, 9])
        let world = IPAddress(bytes: [8, 8, 8, 8])
        let metadata = IPAddress(bytes: [169, 254, 169, 254])
        #expect(Reach.outside.objection(to: machine, port: 8080, isTLS: true) != nil)
        #expect(Reach.outside.objection(to: home, port: 443, isTLS: true) != nil)
        #expect(Reach.outside.objection(to: world, port: 80, isTLS: false) != nil)
        #expect(Reach.outside.objection(to: world, port: 25, isTLS: true) != nil)
        #expect(Reach.outside.objection(to: world, port: 443, isTLS: true) == nil)
        #expect(Reach.configured.objection(to: home, port: 11434, isTLS: false) == nil)
        #expect(Reach.configured.objection(to: metadata, port: 80, isTLS: false) != nil)
        let developing = Reach(loopback: true)
        #expect(developing.objection(to: machine, port: 22, isTLS: false) == nil)
        #expect(developing.objection(to: home, port: 443, isTLS: true) != nil)
    }
}
