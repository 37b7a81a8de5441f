public import Domain
public import Hashing
public import JSON

/// Proof that somebody holds a wallet, for what that wallet has paid for before. It moves nothing.
/// Source: x402 v2, extension `sign-in-with-x`; EIP-4361 and EIP-191.
public struct SignIn: Sendable, Hashable {
    public static let key = "sign-in-with-x"
    public static let header = "SIGN-IN-WITH-X"

    public let challenge: Challenge
    /// As it is written in the signed text.
    public let addressText: String
    public let address: Address
    public let chainID: UInt64
    public let signature: [UInt8]

    /// What a server asks to be signed.
    public struct Challenge: Sendable, Hashable {
        /// Host and port.
        public let domain: String
        public let uri: String
        public let nonce: String
        /// RFC 3339, as written.
        public let issuedAt: String
        public let expirationTime: String?
        public let notBefore: String?
        public let requestID: String?
        public let statement: String?
        public let resources: [String]

        public init(
            domain: String, uri: String, nonce: String, issuedAt: String,
            expirationTime: String? = nil, notBefore: String? = nil, requestID: String? = nil,
            statement: String? = nil, resources: [String] = []
        ) {
            self.domain = domain
            self.uri = uri
            self.nonce = nonce
            self.issuedAt = issuedAt
            self.expirationTime = expirationTime
            self.notBefore = notBefore
            self.requestID = requestID
            self.statement = statement
            self.resources = resources
        }
    }

    /// Why a proof is none, by the names of the reference SDK.
    public enum Refusal: String, Error, Sendable, Hashable, CaseIterable {
        case malformed = "invalid_siwx_malformed_signature"
        case domain = "invalid_siwx_domain_mismatch"
        case uri = "invalid_siwx_uri_mismatch"
        case issuedAt = "invalid_siwx_issued_at"
        case tooOld = "invalid_siwx_issued_at_too_old"
        case inFuture = "invalid_siwx_issued_at_in_future"
        case expirationTime = "invalid_siwx_expiration_time"
        case expired = "invalid_siwx_expired"
        case notBefore = "invalid_siwx_not_before"
        case notYetValid = "invalid_siwx_not_yet_valid"
        case nonce = "invalid_siwx_nonce"
        case signature = "invalid_siwx_signature"
        case unsupportedChain = "invalid_siwx_unsupported_chain"
        /// The contract wallet could not be asked.
        case verifier = "invalid_siwx_verifier_error"
        /// Ours: it is good, and this wallet has not paid for now.
        case notPaid = "subscription_required"
    }

    /// Between the challenge and its use. Source: reference SDK, five minutes.
    public static let secondsMax: Int64 = 300

    /// Reads the value of `SIGN-IN-WITH-X`.
    public init(header: String) throws(Refusal) {
        do {
            let json = try HeaderCodec.decode(header)
            guard try json.text("type") == "eip191", try json.text("version") == "1" else {
                throw Refusal.unsupportedChain
            }
            guard let chainID = NetworkName.chainID(try json.text("chainId")) else {
                throw Refusal.unsupportedChain
            }
            let lists = json["resources"]?.array ?? []
            let texts = lists.compactMap(\.string)
            guard texts.count == lists.count, texts.count <= 16 else { throw Refusal.malformed }
            self.chainID = chainID
            challenge = Challenge(
                domain: try json.text("domain"), uri: try json.text("uri"),
                nonce: try json.text("nonce"), issuedAt: try json.text("issuedAt"),
                expirationTime: try json.optionalText("expirationTime"),
                notBefore: try json.optionalText("notBefore"),
                requestID: try json.optionalText("requestId"),
                statement: try json.optionalText("statement"), resources: texts)
            addressText = try json.text("address")
            address = try json.address("address")
            signature = try json.hexBytes("signature")
        } catch let refusal as Refusal { throw refusal } catch { throw .malformed }
        // A line break in a member would let one signed text be read as another.
        guard challenge.isOneLineEach else { throw .malformed }
    }

    /// The text that wallets show and sign. Lines end with LF, the last one has none.
    public var text: String { challenge.text(of: addressText, chainID: chainID) }

    /// EIP-191, version 0x45.
    public var digest: Bytes32 {
        let text = Array(text.utf8)
        return .keccak(
            [0x19] + Array("Ethereum Signed Message:\n\(text.count)".utf8) + text)
    }

    /// All that needs no memory: whether it was asked for by this server, lately, and signed by the
    /// key of its account.
    public func check(
        origin: String, domain: String, at now: Timestamp, recover: RecoverSigner
    ) throws(Refusal) {
        try check(origin: origin, domain: domain, at: now)
        guard isByKey(recover) else { throw .signature }
    }

    /// False for a contract wallet's, which only the wallet can judge.
    public func isByKey(_ recover: RecoverSigner) -> Bool {
        guard let key = Signature(bytes: signature), key.hasLowS else { return false }
        return recover(key, digest) == address
    }

    /// What it says, whoever signed it.
    ///
    /// - Parameters:
    ///   - origin: scheme, host and port: `https://api.example.com`.
    ///   - domain: host and port of it.
    public func check(
        origin: String, domain: String, at now: Timestamp
    ) throws(Refusal) {
        guard challenge.domain == domain else { throw .domain }
        guard challenge.uri == origin || challenge.uri.hasPrefix(origin + "/") else { throw .uri }
        guard let issued = Timestamp(rfc3339: challenge.issuedAt) else { throw .issuedAt }
        guard now < issued.adding(seconds: Self.secondsMax) else { throw .tooOld }
        guard issued <= now else { throw .inFuture }
        if let text = challenge.expirationTime {
            guard let end = Timestamp(rfc3339: text) else { throw .expirationTime }
            guard now < end else { throw .expired }
        }
        if let text = challenge.notBefore {
            guard let start = Timestamp(rfc3339: text) else { throw .notBefore }
            guard start <= now else { throw .notYetValid }
        }
        guard (8...128).contains(challenge.nonce.utf8.count) else { throw .nonce }
    }
}

extension SignIn.Challenge {
    /// EIP-4361.
    func text(of address: String, chainID: UInt64) -> String {
        var lines = [
            "\(domain) wants you to sign in with your Ethereum account:", address, "",
        ]
        if let statement { lines.append(statement) }
        lines += [
            "", "URI: \(uri)", "Version: 1", "Chain ID: \(chainID)", "Nonce: \(nonce)",
            "Issued At: \(issuedAt)",
        ]
        if let expirationTime { lines.append("Expiration Time: \(expirationTime)") }
        if let notBefore { lines.append("Not Before: \(notBefore)") }
        if let requestID { lines.append("Request ID: \(requestID)") }
        if !resources.isEmpty { lines += ["Resources:"] + resources.map { "- \($0)" } }
        return lines.joined(separator: "\n")
    }

    var isOneLineEach: Bool {
        let texts =
            [domain, uri, nonce, issuedAt] + resources
            + [expirationTime, notBefore, requestID, statement].compactMap(\.self)
        return texts.allSatisfy { $0.utf8.allSatisfy { $0 >= 0x20 } }
    }

    /// What a server declares in its offer.
    ///
    /// - Parameter networks: of the wallets that may have paid.
    public func declaration(networks: [Network]) -> JSONValue {
        [
            "info": .object(info),
            "supportedChains": .array(
                networks.map { ["chainId": .string($0.caip2), "type": "eip191"] }),
            "schema": Self.schema,
        ]
    }

    var info: JSONObject {
        var info: JSONObject = [
            "domain": .string(domain), "uri": .string(uri), "version": "1",
            "nonce": .string(nonce), "issuedAt": .string(issuedAt),
        ]
        info["expirationTime"] = expirationTime.map { .string($0) }
        info["notBefore"] = notBefore.map { .string($0) }
        info["requestId"] = requestID.map { .string($0) }
        info["statement"] = statement.map { .string($0) }
        if !resources.isEmpty { info["resources"] = .array(resources.map { .string($0) }) }
        return info
    }

    private static let schema: JSONValue = [
        "$schema": "https://json-schema.org/draft/2020-12/schema", "type": "object",
        "properties": [
            "domain": ["type": "string"], "address": ["type": "string"],
            "uri": ["type": "string", "format": "uri"], "version": ["type": "string"],
            "chainId": ["type": "string"], "type": ["type": "string"],
            "nonce": ["type": "string"], "issuedAt": ["type": "string", "format": "date-time"],
            "signature": ["type": "string"],
        ],
        "required": [
            "domain", "address", "uri", "version", "chainId", "type", "nonce", "issuedAt",
            "signature",
        ],
    ]
}
