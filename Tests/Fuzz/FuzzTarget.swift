/// What libFuzzer calls with every input it invents. The first byte says where to cut the rest in
/// two: whole and cut must be read the same.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzOneInput(_ data: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    guard let data, count > 1 else { return 0 }
    let bytes = Array(UnsafeBufferPointer(start: data + 1, count: count - 1))
    let cut = Int(data[0]) * bytes.count / 256
    let whole = readings(of: [bytes])
    let pieces = readings(of: [Array(bytes[..<cut]), Array(bytes[cut...])])
    precondition(whole == pieces, "cutting the bytes changed what they say")
    return 0
}

/// Each request as method, path and body; the refusal, if any, last.
private func readings(of pieces: [[UInt8]]) -> [String] {
    var connection = Connection(limits: ConnectionLimits(), now: 0)
    var readings: [String] = []
    for piece in pieces {
        piece.withUnsafeBytes { connection.received($0, now: 0) }
        takeSteps(&connection, &readings)
    }
    return readings
}

private func takeSteps(_ connection: inout Connection, _ readings: inout [String]) {
    while true {
        switch connection.next(now: 0) {
        case .wait, .close: return
        case .sendContinue: break
        case .request(let request):
            check(request)
            readings.append("\(request.method) \(request.path) \(request.query) \(request.body)")
            _ = connection.answered(now: 0)
        case .refuse(let refusal):
            precondition((400...599).contains(refusal.status.code))
            readings.append("\(refusal)")
            _ = connection.answered(now: 0)
        }
    }
}

/// What every request that is handed out must keep to.
private func check(_ request: Request) {
    precondition(request.path == "*" || request.path.utf8.first == UInt8(ascii: "/"))
    precondition(request.path.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F })
    precondition(request.body.count <= ConnectionLimits().bodyBytesMax)
    precondition(request.headers.values("Host").count <= 1)
    precondition(
        !request.headers.contains("Content-Length")
            || !request.headers.contains("Transfer-Encoding"))
    let lines = request.headers.lines
    for index in lines.indices where lines[index] == 0x0A || lines[index] == 0 {
        precondition(lines[index] == 0x0A && index > 0 && lines[index - 1] == 0x0D)
    }
}
