internal import Hashing
internal import JSON

/// Calls of an Ethereum node. Source: Ethereum JSON-RPC specification.
struct JSONRPC: Sendable {
    let http: any HTTPClient
    let url: String

    enum Failure: Error, Equatable {
        /// The contract refuses the call; its words.
        case reverted(String)
        /// The node answered with another error: nothing is known about the contract.
        case refused(String)
        /// No answer that can be read; the request may have been carried out.
        case lost(String)
        /// The request certainly did not reach the node.
        case unreachable(String)
    }

    private static let limits = HTTPRequest.Limits(totalMilliseconds: 15_000)

    func call(_ method: String, _ params: [JSONValue]) async throws(Failure) -> JSONValue {
        let body: JSONValue = [
            "jsonrpc": "2.0", "id": 1, "method": .string(method), "params": .array(params),
        ]
        let request = HTTPRequest(
            "POST", url, headers: [HTTPHeader("Content-Type", "application/json")],
            body: body.bytes, limits: Self.limits)
        let response: HTTPResponse
        do { response = try await http.send(request) } catch {
            throw error.mayHaveBeenReceived ? .lost("\(error)") : .unreachable("\(error)")
        }
        let answer: JSONValue
        do { answer = try JSONValue(parsing: response.body) } catch {
            throw .lost("status \(response.status) without JSON")
        }
        if let error = answer["error"], let message = error["message"]?.string {
            throw Self.isRevert(error, message) ? .reverted(message) : .refused(message)
        }
        guard let result = answer["result"] else {
            throw .lost("status \(response.status) without result")
        }
        return result
    }

    /// Nodes mark a revert with code 3; some only say so. Code that is none fails as well.
    /// Source: go-ethereum.
    private static func isRevert(_ error: JSONValue, _ message: String) -> Bool {
        let words = message.lowercased()
        return error["code"]?.integer == 3
            || ["revert", "invalid opcode", "execution failed"].contains { words.contains($0) }
    }

    /// The bytes that a read of a contract gives.
    ///
    /// - Parameter head: the block in whose state it is read; nil for the node's latest.
    func read(
        _ to: String, _ data: [UInt8], from: String? = nil, in head: ChainHead? = nil
    ) async throws(Failure) -> [UInt8] {
        var transaction: JSONObject = ["to": .string(to), "data": .string("0x" + Hex.encode(data))]
        transaction["from"] = from.map { .string($0) }
        let block = head.map { "0x" + String($0.number, radix: 16) } ?? "latest"
        let result = try await call("eth_call", [.object(transaction), .string(block)])
        guard let bytes = result.string.flatMap({ Hex.decode($0) }) else {
            throw .lost("a result that is not hexadecimal")
        }
        return bytes
    }

    /// A quantity such as `0x1b4`.
    func number(_ method: String, _ params: [JSONValue] = []) async throws(Failure) -> UInt128 {
        let result = try await call(method, params)
        guard let number = result.hexNumber else { throw .lost("a result that is not a number") }
        return number
    }
}

extension JSONValue {
    /// A quantity of JSON-RPC: `0x1b4`.
    var hexNumber: UInt128? {
        guard let text = string, text.hasPrefix("0x"), text.utf8.count > 2 else { return nil }
        return UInt128(text.dropFirst(2), radix: 16)
    }
}

/// Lets one in at a time, in the order of arrival.
actor Turnstile {
    private var isTaken = false
    private var waiting: [CheckedContinuation<Void, Never>] = []

    func enter() async {
        guard isTaken else {
            isTaken = true
            return
        }
        await withCheckedContinuation { waiting.append($0) }
    }

    /// Hands the place to the next one, so that nobody can slip in between.
    func leave() {
        guard !waiting.isEmpty else {
            isTaken = false
            return
        }
        waiting.removeFirst().resume()
    }
}
