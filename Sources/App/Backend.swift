internal import JSON

/// What the terminal talks to: the routes of this very process over the data folder, or a service
/// by REST. Both answer the same.
protocol Backend: Sendable {
    /// - Parameter key: makes a repeat harmless; nil for what only reads or repeats well.
    func answer(
        _ method: String, _ path: String, _ body: JSONValue?, key: String?
    ) async throws(BackendFailure) -> BackendAnswer

    /// What answers as a stream of events, told as they come: the name and what it carries.
    ///
    /// - Throws: what was refused; a stream that breaks just ends, because what it told is stored.
    func follow(
        _ path: String, _ body: JSONValue,
        _ onEvent: @escaping @Sendable (String, JSONValue) -> Void
    ) async throws(BackendFailure)

    /// Makes the demo resource reachable, where that is ours to do.
    func beReachable() async throws(BackendFailure)

    /// After the last question.
    func close() async

    /// Where it is, for people.
    var place: String { get }
}

struct BackendAnswer: Sendable {
    let status: Int
    /// Of `Content-Disposition`; nil when there is none.
    let filename: String?
    let body: [UInt8]
}

enum BackendFailure: Error {
    /// Understood and refused; the text says what to do.
    case refused(status: Int, code: String, detail: String)
    case unreachable(String)
    case broken(String)

    var sentence: String {
        switch self {
        case .refused(_, _, let detail): detail
        case .unreachable(let reason), .broken(let reason): reason
        }
    }

    var exitCode: Int32 {
        switch self {
        case .refused: ExitCode.refused
        case .unreachable: ExitCode.unreachable
        case .broken: ExitCode.failed
        }
    }
}

extension Backend {
    /// The JSON of an answer; what is refused is thrown.
    func call(
        _ method: String, _ path: String, _ body: JSONValue? = nil, key: String? = nil
    ) async throws(BackendFailure) -> JSONValue {
        let answer = try await self.answer(method, "/api/v1" + path, body, key: key)
        do { return try JSONValue(parsing: answer.body) } catch {
            throw .broken("The service answered something that is not JSON.")
        }
    }

    /// A file with the name that the service gives it.
    func download(
        _ path: String
    ) async throws(BackendFailure) -> (name: String, bytes: [UInt8]) {
        let answer = try await self.answer("GET", "/api/v1" + path, nil, key: nil)
        return (answer.filename ?? "export.txt", answer.body)
    }

    /// Every item of a list, page by page.
    func items(_ path: String, max: Int = 1_000) async throws(BackendFailure) -> [JSONValue] {
        var items: [JSONValue] = []
        var cursor: String?
        repeat {
            let more = cursor.map { "?limit=200&cursor=\(Escaped.query($0))" } ?? "?limit=200"
            let page = try await call("GET", path + more)
            items += page["items"]?.array ?? []
            cursor = page["next_cursor"]?.string
        } while cursor != nil && items.count < max
        return items
    }
}

extension BackendAnswer {
    /// Throws what a status of 400 and above says.
    func checked() throws(BackendFailure) -> BackendAnswer {
        guard status >= 400 else { return self }
        let problem: JSONValue
        do { problem = try JSONValue(parsing: body) } catch {
            throw .broken("The service refused with status \(status).")
        }
        let fields = (problem["errors"]?.array ?? []).compactMap { $0["message"]?.string }
        throw .refused(
            status: status, code: problem["code"]?.string ?? "",
            detail: problem["detail"]?.string ?? fields.first ?? "Refused with status \(status).")
    }

    /// `attachment; filename="weather.md"`, without folders.
    static func filename(_ disposition: String?) -> String? {
        guard let start = disposition?.firstRange(of: "filename=\"") else { return nil }
        let rest = disposition?[start.upperBound...].prefix { $0 != "\"" }
        let name = rest?.split(separator: "/").last.map(String.init)
        return name.flatMap { $0.hasPrefix(".") ? nil : $0 }
    }
}

/// Names and texts as parts of an address. Source: RFC 3986, unreserved characters.
enum Escaped {
    static func segment(_ text: String) -> String {
        var result = ""
        for byte in text.utf8 {
            let isPlain =
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                    UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."),
                    UInt8(ascii: "_"), UInt8(ascii: "~"):
                    true
                default: false
                }
            if isPlain {
                result.unicodeScalars.append(UnicodeScalar(byte))
            } else {
                let digits = String(byte, radix: 16, uppercase: true)
                result += "%" + (digits.utf8.count == 1 ? "0" : "") + digits
            }
        }
        return result
    }

    static func query(_ text: String) -> String { segment(text) }
}
