internal import Domain
public import Paygent
internal import X402

// What the chain says of a run, whatever a restored database remembers of it.
extension X402Gateway: PaymentWitness {
    /// A run has one signature at most, and its nonce follows from the run's name.
    public func testimony(on run: PaymentRun) async -> Testimony {
        let intent = run.intent
        let found: PermitUse?
        switch run.state {
        case .paying(let attempt): found = await use(of: attempt.authorization, for: intent)
        case .unresolved(let payment, _): found = await use(of: payment, for: intent)
        case .proposed, .awaitingApproval, .reserved, .settled, .stopped:
            found = await useSinceForgotten(of: run)
        }
        guard let found else {
            return .unknown("\(intent.amount.asset.network.title) could not be asked")
        }
        return found.isUsed ? .paid(receipt(found, for: intent)) : .notPaid
    }

    /// Of the payment that would have been signed.
    private func useSinceForgotten(of run: PaymentRun) async -> PermitUse? {
        let asset = run.amount.asset
        do throws(ChainError) {
            if case .permit2(let permit)? = payment(of: run) {
                return try await chain.use(of: SignedPermit(permit, asset: asset, signature: []))
            }
            let state = try await chain.authorizationState(
                from: signer.address, nonce: Authorization.nonce(runID: run.id.rawValue),
                asset: asset)
            guard case .used(let transaction) = state else { return .unused }
            return PermitUse(isUsed: true, transaction: transaction)
        } catch { return nil }
    }

    /// Nil for an offer that nothing would have been signed for.
    private func payment(of run: PaymentRun) -> PaymentPayload.Method? {
        do {
            let (choice, _) = try terms(of: run.intent)
            return choice.payment(from: signer.address, nonceOf: run.id.rawValue, now: 0)
        } catch { return nil }
    }
}
