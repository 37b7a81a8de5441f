internal import Domain
internal import JSON
internal import Paygent
internal import X402

/// Comes in to what an agent's subscription has paid for, without paying again.
public struct SubscriptionEntrance: Sendable {
    private let signer: any Signer
    private let http: any HTTPClient
    private let runs: any RunStore

    /// - Parameter runs: says whether the agent may sign anything now.
    public init(signer: any Signer, http: any HTTPClient, runs: any RunStore) {
        self.signer = signer
        self.http = http
        self.runs = runs
    }

    /// - Parameter offer: the 402 that the seller answered, with its challenge.
    /// - Returns: nil when the seller does not let us in; then it is paid for as anything else.
    func enter(
        _ request: HTTPRequest, offer: JSONValue, on network: Network, as agent: AgentReference
    ) async -> PaidResponse? {
        guard let extensions = offer["extensions"]?.object, let chainID = network.chainID,
            let challenge = SignIn.Challenge(
                in: extensions, askedAt: request.url, on: network)
        else { return nil }
        do {
            let standing = try await runs.standing(of: agent.key)
            let proof = try await signer.prove(
                challenge, on: chainID,
                allowedBy: AllowDecision(
                    id: "sign-in", agent: agent.key, killGeneration: standing.generation))
            var request = request
            request.headers.append(HTTPHeader(SignIn.header, proof.headerValue))
            let response = try await http.send(request)
            guard (200..<300).contains(response.status) else { return nil }
            return PaidResponse(Answer(response))
        } catch { return nil }
    }
}
