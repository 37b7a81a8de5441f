public import Domain
internal import JSON
internal import Synchronization
public import X402

/// A facilitator over HTTP, in the standard's form or in Cronos'.
public struct RemoteFacilitator: PaymentFacilitator {
    public enum Dialect: Sendable, Hashable {
        case standard
        /// Version 1 only, a flat payment in base64. Source: docs.cronos.org, x402 facilitator.
        case cronos
    }

    private let http: any HTTPClient
    private let base: String
    private let dialect: Dialect
    private let headers: [HTTPHeader]
    private let supported = Supported()

    /// Public facilitators answer with a redirect to their present place.
    private static let redirectsMax = 3
    /// Settling waits for a block. Source: reference SDK, 90 seconds.
    private static let limits = HTTPRequest.Limits(totalMilliseconds: 90_000)

    /// - Parameters:
    ///   - base: without a slash at its end: `https://facilitator.cronoslabs.org`.
    ///   - headers: what the operator's account there needs.
    public init(
        http: any HTTPClient, base: String, dialect: Dialect = .standard,
        headers: [HTTPHeader] = []
    ) {
        self.http = http
        self.base = base
        self.dialect = dialect
        self.headers = headers
    }

    public func verify(
        _ request: FacilitatorRequest
    ) async throws(FacilitatorFailure) -> VerifyResponse {
        let response = try await post("verify", request)
        do {
            return try VerifyResponse(try JSONValue(parsing: response.body))
        } catch { throw .unavailable("status \(response.status) that says nothing of validity") }
    }

    public func settle(
        _ request: FacilitatorRequest
    ) async throws(FacilitatorFailure) -> SettlementResponse {
        let response = try await post("settle", request)
        do {
            return try SettlementResponse(try JSONValue(parsing: response.body))
        } catch { throw .unknown("status \(response.status) that says nothing of settlement") }
    }

    /// Asked once in a while: what a facilitator supports changes seldom.
    public func terms(on network: Network) async -> SettlementTerms? {
        guard dialect == .standard else { return SettlementTerms() }
        if let known = supported.fresh { return SettlementTerms(known, on: network) }
        let request = HTTPRequest("GET", base + "/supported", headers: headers)
        do {
            let response = try await http.send(request)
            let json = try JSONValue(parsing: response.body)
            if response.status == 200 { supported.set(json) }
        } catch {
            // What it said last still counts.
        }
        return supported.last.flatMap { SettlementTerms($0, on: network) }
    }

    private func post(
        _ call: String, _ request: FacilitatorRequest
    ) async throws(FacilitatorFailure) -> HTTPResponse {
        var http = HTTPRequest(
            "POST", base + path(call),
            headers: [HTTPHeader("Content-Type", "application/json")] + headers,
            body: body(request).bytes, limits: Self.limits)
        if dialect == .cronos { http.headers.append(HTTPHeader("X402-Version", "1")) }
        for _ in 0...Self.redirectsMax {
            let response = try await send(http)
            guard [307, 308].contains(response.status),
                let place = response.value(of: "Location")
            else { return response }
            guard place.hasPrefix("https://") || HostName.of(place) == HostName.of(base) else {
                throw .unavailable("a redirect to a place without TLS")
            }
            // What the account needs is for the place that the operator named, and no other.
            if Self.origin(of: place) != Self.origin(of: base) {
                let names = headers.map { $0.name.lowercased() }
                http.headers.removeAll { names.contains($0.name.lowercased()) }
            }
            http.url = place
        }
        throw .unavailable("too many redirects")
    }

    /// Scheme, host and port.
    private static func origin(of url: String) -> [Substring] {
        let parts = url.lowercased().split(
            separator: "/", maxSplits: 3, omittingEmptySubsequences: false)
        return Array(parts.prefix(3)).map { $0.split { "?#\\".contains($0) }.first ?? "" }
    }

    private func send(_ request: HTTPRequest) async throws(FacilitatorFailure) -> HTTPResponse {
        do {
            return try await http.send(request)
        } catch {
            guard error.mayHaveBeenReceived else { throw .unavailable("\(error)") }
            throw .unknown("\(error)")
        }
    }

    private func path(_ call: String) -> String {
        switch dialect {
        case .standard: "/\(call)"
        case .cronos: "/v2/x402/\(call)"
        }
    }

    private func body(_ request: FacilitatorRequest) -> JSONValue {
        switch dialect {
        case .standard: request.json
        case .cronos: request.cronosBody
        }
    }
}

extension Address {
    fileprivate init?(known text: String) {
        do { try self.init(text) } catch { return nil }
    }
}

/// The last answer of `GET /supported`, and how old it is.
private final class Supported: Sendable {
    private static let freshFor = Duration.seconds(600)
    private let answer = Mutex<(json: JSONValue, at: ContinuousClock.Instant)?>(nil)

    var last: JSONValue? { answer.withLock { $0?.json } }

    var fresh: JSONValue? {
        answer.withLock { answer in
            answer.flatMap { $0.at.duration(to: .now) < Self.freshFor ? $0.json : nil }
        }
    }

    func set(_ json: JSONValue) { answer.withLock { $0 = (json, .now) } }
}

extension SettlementTerms {
    /// From `{"kinds": [{"x402Version", "scheme", "network", "extra"?}]}`; nil when the network is
    /// in none.
    fileprivate init?(_ json: JSONValue, on network: Network) {
        let kinds = (json["kinds"]?.array ?? []).filter { kind in
            kind["network"]?.string.flatMap { Network(x402Name: $0) } == network
        }
        guard !kinds.isEmpty else { return nil }
        let metered = kinds.first { $0["scheme"]?.string == PaymentRequirements.upTo }
        self.init(
            isSimulated: kinds.contains { $0["extra"]?["simulated"]?.bool ?? false },
            settler: metered?["extra"]?["facilitatorAddress"]?.string.flatMap(Address.init(known:)))
    }
}

extension FacilitatorRequest {
    /// The same payment as Cronos' facilitator reads it: the signature covers neither version
    /// nor form, so it stays good.
    var cronosBody: JSONValue {
        let network =
            requirements.network.map { $0.x402Name(.v1) } ?? requirements.networkName
        let flat = PaymentPayload(
            version: .v1, dialect: .cronos(asset: requirements.asset), scheme: payload.scheme,
            networkName: network, method: payload.method, signature: payload.signature)
        return [
            "x402Version": 1, "paymentHeader": .string(flat.header),
            "paymentRequirements": [
                "scheme": .string(requirements.scheme), "network": .string(network),
                "payTo": .string(requirements.payTo), "asset": .string(requirements.asset),
                "maxAmountRequired": .string(String(requirements.amount)),
                "maxTimeoutSeconds": .integer(Int64(clamping: requirements.maxTimeoutSeconds)),
                "extra": .object(requirements.extra),
            ],
        ]
    }
}
