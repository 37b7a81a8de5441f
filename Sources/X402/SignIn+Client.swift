public import Domain
public import Hashing
public import JSON

// The client's side: a challenge read from an offer, and the proof as it is sent.
extension SignIn {
    /// A proof of our own making.
    public init(
        _ challenge: Challenge, address: Address, chainID: UInt64, signature: [UInt8]
    ) {
        self.challenge = challenge
        self.address = address
        addressText = address.checksummed
        self.chainID = chainID
        self.signature = signature
    }

    /// The value of `SIGN-IN-WITH-X`.
    public var headerValue: String {
        var json = challenge.info
        json["address"] = .string(addressText)
        json["chainId"] = .string("eip155:\(chainID)")
        json["type"] = "eip191"
        json["signature"] = .string("0x" + Hex.encode(signature))
        return HeaderCodec.encode(.object(json))
    }
}

extension SignIn.Challenge {
    /// What an offer asks to be signed; nil when it asks nothing that a key on the network can
    /// sign, or anything that is not for the very URL that was asked.
    public init?(in extensions: JSONObject, askedAt url: String, on network: Network) {
        guard let declared = extensions[SignIn.key], let info = declared["info"],
            let chains = declared["supportedChains"]?.array,
            chains.contains(where: {
                $0["chainId"]?.string == network.caip2 && $0["type"]?.string == "eip191"
            }), info["version"]?.string == "1", info["uri"]?.string == url,
            let domain = info["domain"]?.string, Self.domain(of: url) == domain,
            let nonce = info["nonce"]?.string, let issuedAt = info["issuedAt"]?.string
        else { return nil }
        self.init(
            domain: domain, uri: url, nonce: nonce, issuedAt: issuedAt,
            expirationTime: info["expirationTime"]?.string, notBefore: info["notBefore"]?.string,
            requestID: info["requestId"]?.string, statement: info["statement"]?.string,
            resources: (info["resources"]?.array ?? []).compactMap(\.string))
        guard isOneLineEach else { return nil }
    }

    /// What is signed. EIP-191 cannot be read as a payment: typed data begins with other bytes.
    public func digest(of address: Address, chainID: UInt64) -> Bytes32 {
        SignIn(self, address: address, chainID: chainID, signature: []).digest
    }

    /// Host and port.
    private static func domain(of url: String) -> String? {
        guard let colon = url.firstIndex(of: ":"), url[colon...].hasPrefix("://") else {
            return nil
        }
        return String(url[colon...].dropFirst(3).prefix { $0 != "/" && $0 != "?" })
    }
}
