import Testing
import Web

@Suite("Header fields") struct HeadersTests {
    @Test("are found whatever their case") func lookup() {
        let headers: Headers = ["Content-Type": "text/plain", "X": "1", "x": "2"]
        #expect(headers["content-TYPE"] == "text/plain")
        #expect(headers.values("X") == ["1", "2"])
        #expect(headers["Y"] == nil)
    }

    @Test("are replaced and removed by name") func replace() {
        var headers: Headers = ["A": "1", "B": "2", "a": "3"]
        headers["A"] = "4"
        #expect(headers.allPairs.map { "\($0): \($1)" } == ["B: 2", "A: 4"])
        headers["b"] = nil
        #expect(String(decoding: headers.lines, as: UTF8.self) == "A: 4\r\n")
    }

    @Test("cannot be split by their values") func injection() {
        let headers: Headers = ["X": "a\r\nSet-Cookie: b\0"]
        #expect(String(decoding: headers.lines, as: UTF8.self) == "X: a  Set-Cookie: b \r\n")
    }

    @Test("read lists over several fields") func lists() {
        let headers: Headers = ["Accept": "a, b ,", "accept": "\tc"]
        #expect(headers.list("Accept") == ["a", "b", "c"])
        #expect(headers.hasToken("B", in: "accept"))
        #expect(!headers.hasToken("d", in: "accept"))
    }
}

@Suite("Server-sent events") struct ServerSentEventTests {
    @Test(
        "are written as the standard reads them",
        arguments: [
            (ServerSentEvent(data: "x"), "data: x\n\n"),
            (ServerSentEvent(data: ""), "data: \n\n"),
            (ServerSentEvent(data: "a\nb\r\nc\rd"), "data: a\ndata: b\ndata: c\ndata: d\n\n"),
            (ServerSentEvent(data: "a\n"), "data: a\ndata: \n\n"),
            (
                ServerSentEvent(id: "7", event: "delta", data: "ü", retryMilliseconds: 2000),
                "id: 7\nevent: delta\nretry: 2000\ndata: ü\n\n"
            ),
            (
                ServerSentEvent(id: "a\nb\0", event: "c\rd", data: ""),
                "id: a b \nevent: c d\ndata: \n\n"
            ),
        ])
    func written(_ event: ServerSentEvent, _ text: String) {
        #expect(String(decoding: event.bytes, as: UTF8.self) == text)
    }
}

@Suite("Percent-encoding") struct PercentEncodingTests {
    @Test("comes back as it was", arguments: ["", "a b", "ü/€?&=+%", "-._~09AZaz", "\n"])
    func roundTrip(_ text: String) {
        #expect(PercentEncoding.decode(PercentEncoding.encode(text).utf8) == text)
    }

    @Test("is refused when broken", arguments: ["%", "%1", "%G0", "a%", "%C3", "%00"])
    func broken(_ text: String) { #expect(PercentEncoding.decode(text.utf8) == nil) }

    @Test("of queries keeps names and values apart") func query() {
        let query = Query(parsing: "a=1&b=x+y%26&c&=d&&a=2".utf8)
        #expect(
            query?.items.map { "\($0.name)|\($0.value)" } == ["a|1", "b|x y&", "c|", "|d", "a|2"])
        #expect(query?["a"] == "1")
        #expect(query?.values("a") == ["1", "2"])
        #expect(Query(parsing: "a=%2".utf8) == nil)
    }
}

@Suite("Answers") struct AnswerTests {
    private static func head(_ response: Response, _ framing: AnswerHead.Framing) -> String {
        var bytes: [UInt8] = []
        AnswerHead.append(
            response, framing: framing, keepsAlive: true, date: Array("now".utf8), to: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }

    @Test("carry the framing the server decides, whatever the handler wrote") func framing() {
        let response = Response(
            404,
            headers: [
                "content-length": "99", "Connection": "x", "Transfer-Encoding": "y", "A": "b",
            ])
        #expect(
            Self.head(response, .length(120))
                == "HTTP/1.1 404 Not Found\r\nDate: now\r\nA: b\r\nContent-Length: 120\r\n\r\n")
        #expect(
            Self.head(Response(.noContent), .none) == "HTTP/1.1 204 No Content\r\nDate: now\r\n\r\n"
        )
    }

    @Test(
        "carry dates as the standard writes them",
        arguments: [
            (0, "Thu, 01 Jan 1970 00:00:00 GMT"),
            (784_111_777, "Sun, 06 Nov 1994 08:49:37 GMT"),
            (951_782_400, "Tue, 29 Feb 2000 00:00:00 GMT"),
            (4_107_542_399, "Sun, 28 Feb 2100 23:59:59 GMT"),
            (4_107_542_400, "Mon, 01 Mar 2100 00:00:00 GMT"),
        ])
    func dates(_ seconds: Int64, _ text: String) {
        #expect(HTTPDate.text(secondsSinceEpoch: seconds) == text)
    }
}
