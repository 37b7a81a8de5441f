import Testing
import Web
import WebServer

extension RawClient {
    static let handshake =
        "GET /ws HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: keep-alive, Upgrade\r\n"
        + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"

    func openWebSocket() -> String {
        send(RawClient.handshake + "\r\n")
        return receive(until: "\r\n\r\n")
    }

    /// - Parameter head: FIN bit and opcode.
    func sendFrame(_ head: UInt8, _ payload: [UInt8], isMasked: Bool = true) {
        send(RawClient.frame(head, payload, isMasked: isMasked))
    }

    static func frame(_ head: UInt8, _ payload: [UInt8], isMasked: Bool = true) -> [UInt8] {
        let mask: [UInt8] = [0x12, 0x34, 0x56, 0x78]
        let bit: UInt8 = isMasked ? 0x80 : 0
        var bytes = [head]
        switch payload.count {
        case 0..<126: bytes.append(bit | UInt8(payload.count))
        case 126..<65_536:
            bytes += [bit | 126, UInt8(payload.count >> 8), UInt8(payload.count & 255)]
        default:
            bytes.append(bit | 127)
            for shift in stride(from: 56, through: 0, by: -8) {
                bytes.append(UInt8(payload.count >> shift & 255))
            }
        }
        guard isMasked else { return bytes + payload }
        return bytes + mask + payload.enumerated().map { $1 ^ mask[$0 % 4] }
    }

    /// The head byte and payload of the next frame; nil at the end.
    func receiveFrame() -> (head: UInt8, payload: [UInt8])? {
        let start = receive(exactly: 2)
        guard start.count == 2 else { return nil }
        let lengthBytes = [126: 2, 127: 8][Int(start[1])] ?? 0
        let length = receive(exactly: lengthBytes).reduce(0) { $0 << 8 | Int($1) }
        let payload = receive(exactly: lengthBytes == 0 ? Int(start[1]) : length)
        return (start[0], payload)
    }

    /// The code of the next close frame; nil when something else came.
    func receiveClose() -> Int? {
        guard let frame = receiveFrame(), frame.head == 0x88, frame.payload.count >= 2 else {
            return nil
        }
        return Int(frame.payload[0]) << 8 | Int(frame.payload[1])
    }
}

@Suite("A WebSocket") struct WebSocketTests {
    @Test("proves that it understood the handshake")
    func handshake() async throws {
        let answer = try await TestServer().withClient { $0.openWebSocket() }
        #expect(answer.hasPrefix("HTTP/1.1 101 Switching Protocols\r\n"))
        #expect(answer.contains("Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n"))
    }

    @Test("is refused without a proper handshake, and by its route's own rules")
    func refused() async throws {
        let starts = [
            "GET /ws HTTP/1.1\r\nHost: x\r\n\r\n",
            RawClient.handshake.replacing("13", with: "8") + "\r\n",
            RawClient.handshake.replacing("dGhl", with: "") + "\r\n",
            RawClient.handshake.replacing("keep-alive, Upgrade", with: "keep-alive") + "\r\n",
            RawClient.handshake + "Origin: https://evil\r\n\r\n",
        ]
        let answers = try await TestServer().withClient { client in
            starts.map { start in
                client.send(start)
                return client.receive(until: "\r\n\r\n")
            }
        }
        #expect(
            answers.map { String($0.dropFirst(9).prefix(3)) } == [
                "426", "426", "426", "426", "403",
            ])
    }

    @Test("echoes texts, binaries, fragments and what came with the handshake")
    func echoes() async throws {
        let large = [UInt8](repeating: 0x7A, count: 900 << 10)
        let frames = try await TestServer().withClient { client in
            client.send(
                Array((RawClient.handshake + "\r\n").utf8)
                    + RawClient.frame(0x81, Array("early".utf8)))
            _ = client.receive(until: "early")
            client.sendFrame(0x82, [1, 2, 3])
            var frames = [client.receiveFrame()]
            client.sendFrame(0x01, Array("frag".utf8))
            client.sendFrame(0x00, Array("ment".utf8))
            client.sendFrame(0x80, Array("ed".utf8))
            frames.append(client.receiveFrame())
            client.sendFrame(0x82, large)
            frames.append(client.receiveFrame())
            return frames.map { $0?.payload }
        }
        #expect(frames == [[1, 2, 3], Array("fragmented".utf8), large])
    }

    @Test("answers a ping between fragments")
    func ping() async throws {
        let frame = try await TestServer().withClient { client in
            _ = client.openWebSocket()
            client.sendFrame(0x01, Array("a".utf8))
            client.sendFrame(0x89, Array("here?".utf8))
            return client.receiveFrame().map { [$0.head] + $0.payload }
        }
        #expect(frame == [0x8A] + Array("here?".utf8))
    }

    @Test("sends pings of its own")
    func ownPing() async throws {
        let head = try await TestServer { $0.heartbeatMilliseconds = 30 }.withClient { client in
            _ = client.openWebSocket()
            return client.receiveFrame()?.head
        }
        #expect(head == 0x89)
    }

    @Test("closes with the code for each fault, and tells its handler")
    func faults() async throws {
        let server = try TestServer()
        let faults: [(frame: [UInt8], code: Int)] = [
            (RawClient.frame(0x82, [UInt8](repeating: 0, count: 2 << 20)), 1009),
            (RawClient.frame(0x81, Array("hi".utf8), isMasked: false), 1002),
            (RawClient.frame(0x81, [0xFF, 0xFE]), 1007),
            (RawClient.frame(0x80, Array("no start".utf8)), 1002),
            (RawClient.frame(0xC1, Array("reserved bit".utf8)), 1002),
            (RawClient.frame(0x88, [0x03, 0xE8]), 1000),
        ]
        let codes = try await server.run {
            await blocking { [port = server.port] in
                faults.map { fault in
                    let client = RawClient(port: port)
                    _ = client.openWebSocket()
                    client.send(fault.frame)
                    return client.receiveClose() ?? 0
                }
            }
        }
        #expect(codes == faults.map(\.code))
        await server.events.wait(for: "ended", count: faults.count)
    }

    @Test("that vanishes ends its handler")
    func vanishes() async throws {
        let server = try TestServer()
        try await server.run {
            await blocking { [port = server.port] in _ = RawClient(port: port).openWebSocket() }
            await server.events.wait(for: "ended")
        }
    }

    @Test("is not read while it reads none of the answers to its pings")
    func pingFlood() async throws {
        let isHeldBack = try await TestServer().withClient { client in
            _ = client.openWebSocket()
            client.setReceiveTimeout(milliseconds: 300)
            let pings = (0..<256).flatMap { _ in
                RawClient.frame(0x89, [UInt8](repeating: 0x70, count: 125))
            }
            return (0..<2_000).contains { _ in !client.send(pings) }
        }
        #expect(isHeldBack)
    }
}
