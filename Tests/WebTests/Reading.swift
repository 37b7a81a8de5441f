import Web

/// Everything that reading some bytes led to, as text.
struct Reading: Equatable {
    var requests: [String] = []
    var refusal: Refusal?
    var continues = 0
    var isClosing = false

    static let limits = ConnectionLimits()

    /// Feeds the pieces one after another and answers each request at once.
    static func of(_ pieces: [[UInt8]], limits: ConnectionLimits = limits) -> Reading {
        var reading = Reading()
        var connection = Connection(limits: limits, now: 0)
        for piece in pieces {
            piece.withUnsafeBytes { connection.received($0, now: 0) }
            reading.takeSteps(&connection)
        }
        reading.isClosing = connection.isClosing
        return reading
    }

    static func of(_ text: String) -> Reading { of([Array(text.utf8)]) }

    private mutating func takeSteps(_ connection: inout Connection) {
        while true {
            switch connection.next(now: 0) {
            case .wait, .close: return
            case .sendContinue: continues += 1
            case .request(let request):
                requests.append(Reading.text(request))
                _ = connection.answered(now: 0)
            case .refuse(let refusal):
                self.refusal = refusal
                _ = connection.answered(now: 0)
            }
        }
    }

    private static func text(_ request: Request) -> String {
        let query = request.query.items.map { "\($0.name)=\($0.value);" }.joined()
        let body = String(decoding: request.body, as: UTF8.self)
        return "\(request.method.rawValue) \(request.path) \(query)\(body)"
    }
}
