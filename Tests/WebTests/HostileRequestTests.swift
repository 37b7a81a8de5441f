import Testing
import Web
import WebVectors

@Suite("Reading requests") struct HostileRequestTests {
    @Test("refuses what a proxy could read differently", arguments: HostileRequest.all)
    func refuses(_ hostile: HostileRequest) {
        let reading = Reading.of([hostile.bytes])
        #expect(reading.requests.isEmpty)
        #expect(reading.refusal?.status == Status(hostile.status))
        #expect(reading.isClosing)
    }

    @Test("refuses it byte by byte as well", arguments: HostileRequest.all)
    func refusesByteByByte(_ hostile: HostileRequest) {
        let reading = Reading.of(hostile.bytes.map { [$0] })
        #expect(reading.requests.isEmpty)
        #expect(reading.refusal?.status == Status(hostile.status))
    }

    @Test("reads what is fine", arguments: ValidRequest.all)
    func reads(_ valid: ValidRequest) {
        let reading = Reading.of([valid.bytes])
        #expect(reading.requests == valid.readings)
        #expect(reading.refusal == nil)
    }

    @Test("reads the same wherever the bytes are cut", arguments: ValidRequest.all)
    func splits(_ valid: ValidRequest) {
        let bytes = valid.bytes
        let whole = Reading.of([bytes])
        for cut in 1..<bytes.count {
            #expect(
                Reading.of([Array(bytes[..<cut]), Array(bytes[cut...])]) == whole, "cut at \(cut)")
        }
        #expect(Reading.of(bytes.map { [$0] }) == whole)
    }
}
