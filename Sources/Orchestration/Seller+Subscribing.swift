internal import Domain
internal import Hashing
internal import JSON
internal import X402

// What is sold by the period: a payment opens it for its payer, who then proves with a signature that
// moves nothing whose wallet it is. Source: x402 v2, extension `sign-in-with-x`.
extension Seller {
    enum Entrance {
        /// Nobody has signed in.
        case none
        case open(until: Timestamp)
        /// Why not, as a code.
        case closed(String)
    }

    func entrance(_ admission: Admission, _ headers: [Answer.Header]) async -> Entrance {
        let proofs = headers.values(of: SignIn.header)
        guard let proof = proofs.first else { return .none }
        let now = clock.now()
        do {
            guard proofs.count == 1 else { throw SignIn.Refusal.malformed }
            let signIn = try SignIn(header: proof)
            try signIn.check(
                origin: admission.origin, domain: admission.domain, at: now, recover: recover)
            let paid = try await marks.mark(
                admission.mark(of: signIn.address.checksummed), at: now)
            guard let paid else { throw SignIn.Refusal.notPaid }
            // One use: whoever reads it on the way cannot come in with it.
            let use = Mark(
                "signed-in/\(Bytes32.keccak(Array(signIn.challenge.nonce.utf8)).hex)",
                until: now.adding(seconds: SignIn.secondsMax))
            guard try await marks.claim(use, at: now) == nil else { throw SignIn.Refusal.nonce }
            return .open(until: paid.until)
        } catch let refusal as SignIn.Refusal { return .closed(refusal.rawValue) } catch {
            return .closed("store_unavailable")
        }
    }

    func enter(_ until: Timestamp, _ handler: @Sendable () async -> Answer) async -> Answer {
        var answer = await handler()
        answer.headers.removeAll { $0.name.lowercased() == Meter.header.lowercased() }
        answer.headers.append(.init("Cache-Control", "private"))
        answer.headers.append(.init("X-Paid-Until", until.rfc3339))
        return answer
    }

    /// The offer with a challenge that is good for this one answer.
    func challenging(_ priced: PricedResource, _ admission: Admission) -> PricedResource {
        var priced = priced
        let now = clock.now()
        let url = priced.resource.url
        let challenge = SignIn.Challenge(
            domain: admission.domain, uri: url,
            nonce: Bytes32(randomness.next()).hex.suffix(32).description, issuedAt: now.rfc3339,
            expirationTime: now.adding(seconds: SignIn.secondsMax).rfc3339,
            statement: "Come in to what this wallet has paid for. This moves no money.",
            resources: [url])
        let networks = Set(priced.offers.compactMap(\.network))
        priced.extensions[SignIn.key] = challenge.declaration(
            networks: Network.allCases.filter(networks.contains))
        return priced
    }
}

extension Seller.Admission {
    func mark(of payer: String) -> String { "paid/\(subject)/\(payer.lowercased())" }

    /// Host and port.
    fileprivate var domain: String {
        guard let colon = origin.firstIndex(of: ":"), origin[colon...].hasPrefix("://") else {
            return origin
        }
        return String(origin[colon...].dropFirst(3))
    }
}
