/// Reads requests for `differential.py`. Standard input: lines of hexadecimal digits, one
/// connection's bytes a line. Standard output: for each line the requests that were read as
/// `METHOD path-with-query body`, in hexadecimal, then `refused STATUS` or `open`, separated by tabs.
@main
enum ReadRequests {
    static func main() {
        while let line = readLine() {
            print(reading(of: bytes(line)).joined(separator: "\t"))
        }
    }

    private static func reading(of bytes: [UInt8]) -> [String] {
        var connection = Connection(limits: ConnectionLimits(), now: 0)
        bytes.withUnsafeBytes { connection.received($0, now: 0) }
        var parts: [String] = []
        while true {
            switch connection.next(now: 0) {
            case .sendContinue: break
            case .wait, .close: return parts + [connection.isClosing ? "closed" : "open"]
            case .refuse(let refusal): return parts + ["refused \(refusal.status.code)"]
            case .request(let request):
                parts.append(hex(request.method.rawValue, request.path, request.body))
                _ = connection.answered(now: 0)
            }
        }
    }

    private static func hex(_ method: String, _ path: String, _ body: [UInt8]) -> String {
        (Array("\(method) \(path) ".utf8) + body)
            .map { $0 < 16 ? "0" + String($0, radix: 16) : String($0, radix: 16) }.joined()
    }

    private static func bytes(_ hex: String) -> [UInt8] {
        let digits = Array(hex.utf8)
        return stride(from: 0, to: digits.count - 1, by: 2).compactMap { index in
            guard let high = ASCII.hexValue(digits[index]),
                let low = ASCII.hexValue(digits[index + 1])
            else { return nil }
            return high << 4 | low
        }
    }
}
