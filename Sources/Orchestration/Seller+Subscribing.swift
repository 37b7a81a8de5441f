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

    /// - Parameter networks: on which it is sold.
    func entrance(
        _ admission: Admission, _ headers: [Answer.Header], on networks: Set<Network>
    ) async -> Entrance {
        let proofs = headers.values(of: SignIn.header)
        guard let proof = proofs.first else { return .none }
        let now = clock.now()
        do {
            guard proofs.count == 1 else { throw SignIn.Refusal.malformed }
            let signIn = try SignIn(header: proof)
            try signIn.check(origin: admission.origin, domain: admission.domain, at: now)
            let isByKey = signIn.isByKey(recover)
            let paid = try await marks.mark(
                admission.mark(of: signIn.address.checksummed), at: now)
            guard let paid else {
                throw isByKey ? SignIn.Refusal.notPaid : SignIn.Refusal.signature
            }
            // Only a wallet that has paid is asked: nobody else makes us ask a chain.
            if !isByKey { try await askWallet(of: signIn, on: networks) }
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

    /// A contract says itself what its signature is. An address is another contract on another
    /// network, which anybody may have made, so what is sold on several opens to keys only. A wallet
    /// that is still to be deployed has paid for nothing, and no factory is called for it.
    private func askWallet(
        of signIn: SignIn, on networks: Set<Network>
    ) async throws(SignIn.Refusal) {
        guard networks.count == 1, let network = networks.first,
            network.chainID == signIn.chainID, let chain
        else { throw .unsupportedChain }
        let inner = WalletSignature(signIn.signature).inner
        let isTaken: Bool
        do {
            let isContract = try await chain.isContract(signIn.address, on: network)
            let answer = try await chain.isValidSignature(
                inner, of: signIn.digest, by: signIn.address, on: network)
            isTaken = isContract && answer
        } catch { throw .verifier }
        guard isTaken else { throw .signature }
    }

    func enter(_ until: Timestamp, _ handler: @Sendable () async -> Answer) async -> Answer {
        var answer = await handler()
        answer.headers.removeAll { $0.name.lowercased() == Meter.header.lowercased() }
        answer.headers += [.init("Cache-Control", "private"), PricedResource.varying]
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
