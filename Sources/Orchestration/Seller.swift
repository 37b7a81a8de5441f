internal import Domain
internal import Hashing
internal import JSON
internal import Synchronization
public import X402

/// Serves priced resources: verify, serve, settle, and only then let the answer out.
public final class Seller: Sendable {
    let facilitator: any PaymentFacilitator
    let marks: any MarkStore
    let clock: any Clock
    let randomness: any Randomness
    let recover: RecoverSigner
    let chain: (any Chain)?
    /// Payments that are being served now. One payment buys one answer, however often it is sent
    /// at once; afterwards the token knows that it is spent.
    private let inUse = Mutex<Set<PaymentIdentity>>([])

    /// - Parameters:
    ///   - marks: what must be known after a crash: payments that were being taken, answers that
    ///     may be asked for again, and until when wallets have paid for what is sold by the period.
    ///   - recover: who signed in.
    ///   - chain: what contract wallets are asked on; nil: none can sign in.
    public init(
        facilitator: any PaymentFacilitator, marks: any MarkStore, clock: any Clock,
        randomness: any Randomness, recover: @escaping RecoverSigner, chain: (any Chain)? = nil
    ) {
        self.chain = chain
        self.randomness = randomness
        self.recover = recover
        self.facilitator = facilitator
        self.marks = marks
        self.clock = clock
    }

    /// One request for a priced resource.
    public struct Request: Sendable {
        public var headers: [Answer.Header]
        /// Method, path, query and body in one: what a payment's name is bound to.
        public var fingerprint: [UInt8]
        /// Of a metered price.
        public var meter: Meter?
        /// Of what is sold by the period.
        public var admission: Admission?

        public init(
            headers: [Answer.Header], fingerprint: [UInt8] = [], meter: Meter? = nil,
            admission: Admission? = nil
        ) {
            self.admission = admission
            self.headers = headers
            self.fingerprint = fingerprint
            self.meter = meter
        }
    }

    /// What one payment opens, and for how long.
    public struct Admission: Sendable, Hashable {
        /// What is open then: a path, or a tool.
        public var subject: String
        public var seconds: Int64
        /// Scheme, host and port, as the client calls us.
        public var origin: String

        public init(subject: String, seconds: Int64, origin: String) {
            self.subject = subject
            self.seconds = seconds
            self.origin = origin
        }
    }

    /// Answers one request for a priced resource.
    ///
    /// - Parameter handler: makes the answer. Nothing of it leaves before the money has moved, and
    ///   nothing is charged when its status is 400 or above.
    public func serve(
        _ resource: PricedResource, to request: Request, handler: @Sendable () async -> Answer
    ) async -> Answer {
        var priced = resource
        priced.extensions[PaymentIdentifier.key] = PaymentIdentifier.declaration()
        if let admission = request.admission {
            let networks = Set(resource.offers.compactMap(\.network))
            switch await entrance(admission, request.headers, on: networks) {
            case .open(let until): return await enter(until, handler)
            case .closed(let reason):
                return challenging(priced, admission).demand(error: reason)
            case .none: priced = challenging(priced, admission)
            }
        }
        let payment: FacilitatorRequest
        switch priced.payment(in: request.headers) {
        case .nothing: return priced.demand()
        case .refused(let reason): return priced.demand(error: reason)
        case .payment(let found): payment = found
        }
        let identity = PaymentIdentity(payment)
        guard inUse.withLock({ $0.insert(identity).inserted }) else {
            return Answer(409, error: "payment_in_use")
        }
        defer { _ = inUse.withLock { $0.remove(identity) } }
        let name: String?
        do { name = try PaymentIdentifier.id(in: payment.payload.extensions) } catch {
            return Answer(400, error: "invalid_payment_identifier")
        }
        let sale = Sale(
            priced: priced, payment: payment, meter: request.meter, admission: request.admission)
        guard let name else { return await take(sale, handler).answer }
        return await once(name, request, sale, handler)
    }

    /// What is being sold for which payment.
    struct Sale: Sendable {
        let priced: PricedResource
        let payment: FacilitatorRequest
        let meter: Meter?
        let admission: Admission?
    }

    /// Verifies, serves and settles. A crash between settling and the answer is made good by the
    /// same payment sent again: it is then known to be ours, and is settled no second time.
    ///
    /// - Returns: the answer, and whether it was paid for.
    func take(
        _ sale: Sale, _ handler: @Sendable () async -> Answer
    ) async -> (answer: Answer, isPaid: Bool) {
        let taking = PaymentIdentity(sale.payment).taking
        do {
            let wasTaken = try await marks.mark(taking, at: clock.now()) != nil
            let verdict = try await facilitator.verify(sale.payment)
            guard verdict.isValid || wasTaken && verdict.isSpent else {
                return (sale.priced.demand(error: verdict.invalidReason), false)
            }
        } catch { return (Answer(503, error: "facilitator_unavailable"), false) }
        let served = await handler()
        guard served.status < 400 else { return (served, false) }
        guard let due = sale.due(for: served) else {
            return (Answer(500, error: "charge_unreadable"), false)
        }
        let now = clock.now()
        let mark = Mark(taking, until: now.adding(seconds: Self.takingSeconds))
        do { _ = try await marks.claim(mark, at: now) } catch {
            return (Answer(503, error: "store_unavailable"), false)
        }
        var settlement = await settle(due)
        guard settlement.isProof(for: due.requirements) else {
            if !Self.open.contains(settlement.errorReason ?? "") { await forget(taking) }
            return (sale.priced.demand(after: settlement, due.version), false)
        }
        do { try await close(sale, taking, noting: &settlement) } catch {
            // The mark stays: the same payment, sent again, is admitted then.
            return (Answer(503, error: "store_unavailable"), true)
        }
        return (served.with(sale.priced.headers(settlement, due.version)), true)
    }

    /// The payment is taken; what it opens is open from now on, in the same transaction.
    private func close(
        _ sale: Sale, _ taking: String, noting settlement: inout SettlementResponse
    ) async throws(StoreError) {
        guard let admission = sale.admission else { return await forget(taking) }
        let until = try await marks.extend(
            admission.mark(of: sale.payment.payer), by: admission.seconds, for: taking,
            at: clock.now())
        settlement.extensions["subscription"] = ["until": .optional(until?.until.rfc3339)]
    }

    /// Longer than a payment is valid and a chain takes.
    private static let takingSeconds: Int64 = 900

    /// A mark that stays ends by itself, and opens nothing: its payment is spent.
    private func forget(_ key: String) async {
        do { try await marks.remove(key) } catch { return }
    }

    /// Again with the same payment while an answer settles nothing: it moves the money once, and
    /// the facilitator looks up what became of it.
    private func settle(_ request: FacilitatorRequest) async -> SettlementResponse {
        var answer = await attempt(request)
        for pause in Self.pausesMilliseconds {
            guard !answer.success, Self.open.contains(answer.errorReason ?? "") else { break }
            do { try await Task.sleep(for: .milliseconds(pause)) } catch { break }
            answer = await attempt(request)
        }
        return answer
    }

    private static let unavailable = "facilitator_unavailable"
    private static let open: Set = ["settlement_pending", unavailable]
    private static let pausesMilliseconds = [200, 1_000]

    private func attempt(_ request: FacilitatorRequest) async -> SettlementResponse {
        do {
            return try await facilitator.settle(request)
        } catch {
            return SettlementResponse(
                success: false, errorReason: Self.unavailable,
                networkName: request.requirements.networkName)
        }
    }
}

extension Seller.Sale {
    /// What is to be settled for the answer; nil when the answer names a charge that is none.
    fileprivate func due(for answer: Answer) -> FacilitatorRequest? {
        let offer = payment.requirements
        guard offer.isMetered else { return payment }
        guard let price = priced.price(of: offer),
            let charge = (meter ?? Meter()).charge(for: answer, upTo: price)
        else { return nil }
        return FacilitatorRequest(
            payload: payment.payload, requirements: offer.charging(charge))
    }
}

// The client's own name for a payment.
extension Seller {
    /// How long an answer can be asked for again.
    private static let answerSeconds: Int64 = 86_400

    /// The first answer to a payment of that name, which stands for one payment and one request.
    private func once(
        _ name: String, _ request: Request, _ sale: Sale, _ handler: @Sendable () async -> Answer
    ) async -> Answer {
        let key = "answer/\(name)"
        let bytes = request.fingerprint + sale.payment.payload.json.bytes
        let hash = Bytes32.keccak(bytes).hex
        let now = clock.now()
        let until = now.adding(seconds: Self.answerSeconds)
        do throws(StoreError) {
            let empty = Mark(key, text: KeptAnswer(hash: hash, answer: nil).text, until: until)
            if let standing = try await marks.claim(empty, at: now) {
                guard let kept = KeptAnswer(standing.text), kept.hash == hash else {
                    return Answer(409, error: "payment_identifier_reused")
                }
                if let answer = kept.answer { return answer }
            }
            let (answer, isPaid) = await take(sale, handler)
            if isPaid {
                let kept = KeptAnswer(hash: hash, answer: answer)
                try await marks.put(Mark(key, text: kept.text, until: until))
            } else {
                try await marks.remove(key)
            }
            return answer
        } catch { return Answer(503, error: "store_unavailable") }
    }
}

/// An answer as it is kept: the payment that it was for, and nothing while that is under way.
private struct KeptAnswer {
    let hash: String
    let answer: Answer?

    init(hash: String, answer: Answer?) {
        self.hash = hash
        self.answer = answer
    }

    init?(_ text: String) {
        let json: JSONValue
        do { json = try JSONValue(parsing: Array(text.utf8)) } catch { return nil }
        guard let hash = json["hash"]?.string else { return nil }
        self.hash = hash
        answer = json["status"]?.integer.map { status in
            Answer(
                status: Int(status),
                headers: (json["headers"]?.array ?? []).map {
                    Answer.Header($0["name"]?.string ?? "", $0["value"]?.string ?? "")
                }, body: json["body"]?.string.flatMap { Base64.decode($0) } ?? [])
        }
    }

    var text: String {
        var json: JSONObject = ["hash": .string(hash)]
        if let answer {
            json["status"] = .integer(Int64(answer.status))
            json["headers"] = .array(
                answer.headers.map { ["name": .string($0.name), "value": .string($0.value)] })
            json["body"] = .string(Base64.encode(answer.body))
        }
        return String(decoding: JSONValue.object(json).bytes, as: UTF8.self)
    }
}

/// What a token takes once, whatever the bytes of the signature or of the message are.
struct PaymentIdentity: Hashable {
    let chainID: UInt64?
    let asset: String
    let payer: String
    let nonce: Bytes32

    init(_ request: FacilitatorRequest) {
        chainID = request.requirements.chainID
        asset = request.requirements.asset.lowercased()
        payer = request.payer
        nonce = request.payload.method.nonce
    }

    private var text: String { "\(chainID ?? 0)/\(asset)/\(payer.lowercased())/\(nonce.hex)" }
    /// The mark of a payment that a facilitator has given to a chain.
    var settling: String { "settling/\(text)" }
    /// The mark of a payment of which a facilitator has said that it is settled.
    var settled: String { "settled/\(text)" }
    /// The mark of a payment that a seller is taking.
    var taking: String { "taking/\(text)" }
}

extension FacilitatorRequest {
    var version: ProtocolVersion { payload.version }

    var payer: String { payload.method.payer.checksummed }
}

extension VerifyResponse {
    /// Its nonce is used, so it was settled or can never be.
    fileprivate var isSpent: Bool {
        [InvalidReason.nonceUsed.rawValue, InvalidReason.permit2NonceUsed.rawValue]
            .contains(invalidReason)
    }
}

extension SettlementResponse {
    /// A claim of success that names no transaction is none: on an EVM chain that is a hash. Only
    /// what came to nothing has no transaction.
    fileprivate func isProof(for offer: PaymentRequirements) -> Bool {
        guard success else { return false }
        if offer.isMetered, offer.amount == 0 { return true }
        guard !transaction.isEmpty else { return false }
        guard offer.chainID != nil else { return true }
        return Bytes32(hex: transaction).map { !$0.isZero } ?? false
    }
}

extension Answer {
    init(_ status: Int, error: String) {
        self.init(
            status: status, headers: [.init("Content-Type", "application/json")],
            body: Array("{\"error\":\"\(error)\"}".utf8))
    }

    /// Without what was for the seller alone.
    fileprivate func with(_ more: [Answer.Header]) -> Answer {
        var answer = self
        answer.headers.removeAll { $0.name.lowercased() == Meter.header.lowercased() }
        answer.headers += more
        return answer
    }
}
