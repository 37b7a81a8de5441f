public import Domain
internal import Hashing
internal import JSON
public import Paygent
internal import X402

// What a trade on a chain is: transactions signed and stored before the first one leaves, so that
// a retry sends the same bytes under the same numbers.
extension RouterExchange {
    /// A block after it takes no trade any more.
    static let deadlineSeconds: Int64 = 300
    /// How long a trade waits for its block before nobody knows.
    private static let waitSeconds: Int64 = 60
    private static let pollMilliseconds: Int64 = 250
    private static let approvalGas: UInt64 = 100_000
    private static let tradeGas: UInt64 = 500_000

    public func prepare(_ ticket: OrderTicket) async throws(VenueError) -> PreparedOrder {
        let deadline = UInt64(
            clamping: ticket.now.adding(seconds: Self.deadlineSeconds).secondsSinceEpoch)
        var calls: [(to: Address, data: [UInt8], gas: UInt64)] = []
        // Always its own approval, whatever is allowed by now: that may be another trade's, which
        // has not been mined. Under the number just before the trade's, nothing comes between.
        for given in ticket.order.taken {
            guard let token = given.asset.contract else { throw PaperDesk.misplaced(name) }
            calls.append(
                (token, RouterCallData.approve(account, given.atomicUnits), Self.approvalGas))
        }
        calls.append((account, try call(ticket.order, deadline), Self.tradeGas))
        let signed = try await sign(calls, ticket.decision)
        let payload: JSONValue = [
            "raw": .strings(signed.raw.map { "0x" + Hex.encode($0) }),
            "hash": .string(signed.hash.hex), "order": ticket.order.json,
        ]
        return PreparedOrder(
            payload: payload.text,
            validBefore: Timestamp(millisecondsSinceEpoch: Int64(deadline) * 1000))
    }

    private func call(_ order: VenueOrder, _ deadline: UInt64) throws(VenueError) -> [UInt8] {
        switch order {
        case .swap(let give, let minimum):
            return RouterCallData.swapExact(
                give.atomicUnits, atLeast: minimum.atomicUnits,
                along: try path(give.asset, minimum.asset), to: signer.address, deadline: deadline)
        case .addLiquidity(let first, let second):
            let path = try path(first.asset, second.asset)
            // One percent less of either is the most that the price may move meanwhile.
            let least = (
                first.atomicUnits - first.atomicUnits / 100,
                second.atomicUnits - second.atomicUnits / 100
            )
            return RouterCallData.addLiquidity(
                .init(path[0], path[1]), wished: (first.atomicUnits, second.atomicUnits),
                atLeast: least, to: signer.address, deadline: deadline)
        case .removeLiquidity(let removal):
            let path = try path(removal.first.asset, removal.second.asset)
            return RouterCallData.removeLiquidity(
                .init(path[0], path[1]), shares: removal.shares.atomicUnits,
                atLeast: (removal.first.atomicUnits, removal.second.atomicUnits),
                to: signer.address, deadline: deadline)
        case .farm, .openPosition, .closePosition, .setStop, .bet, .claim:
            throw PaperDesk.misplaced(name)
        }
    }

    private struct Signed {
        var raw: [[UInt8]] = []
        var hash = Bytes32(0)
    }

    private func sign(
        _ calls: [(to: Address, data: [UInt8], gas: UInt64)], _ decision: AllowDecision
    ) async throws(VenueError) -> Signed {
        let (price, counted): (UInt128, UInt128)
        do {
            price = try await rpc.number("eth_gasPrice")
            counted = try await rpc.number(
                "eth_getTransactionCount", [.string(signer.address.lowercased), "pending"])
        } catch { throw .unavailable("the node does not answer") }
        let fee = min(price, .max / 2) * 2
        guard calls.allSatisfy({ ChainTransaction.costs(fee, $0.gas, atMost: network.feeMax) })
        else {
            throw .unavailable("the node names an absurd fee")
        }
        let first = try await numbers(UInt64(calls.count), counted: UInt64(clamping: counted))
        var signed = Signed()
        for (number, call) in zip(first..., calls) {
            let transaction = ChainTransaction(
                chainID: chainID, nonce: number, maxPriorityFeePerGas: price / 10,
                maxFeePerGas: fee, gas: call.gas, to: call.to, data: call.data)
            let signature: Signature
            do { signature = try await signer.sign(transaction, allowedBy: decision) } catch {
                try await giveBack(first..<first + UInt64(calls.count))
                throw .refused(code: "not_signed", sentence: "The key does not sign this trade.")
            }
            signed.raw.append(transaction.raw(signature))
        }
        signed.hash = .keccak(signed.raw.last ?? [])
        return signed
    }

    private func numbers(
        _ count: UInt64, counted: UInt64
    ) async throws(VenueError) -> UInt64 {
        let account = NumberedAccount(signer.address, on: network)
        do {
            return try await numbers.take(count, of: account, counted: counted, at: clock.now())
        } catch { throw .unavailable("the numbers of its transactions cannot be kept") }
    }

    /// The last one first: each is given back only while none follows it.
    private func giveBack(_ numbers: Range<UInt64>) async throws(VenueError) {
        let account = NumberedAccount(signer.address, on: network)
        for number in numbers.reversed() {
            do { try await self.numbers.giveBack(number, of: account) } catch {
                throw .unavailable("the numbers of its transactions cannot be kept")
            }
        }
    }

    public func carryOut(_ order: PreparedOrder) async throws(VenueError) -> Fill {
        let sent = try Sent(order)
        if let fill = try await mined(sent) { return fill }
        for (index, raw) in sent.raw.enumerated() { try await send(raw, isFirst: index == 0) }
        let end = clock.now().adding(seconds: Self.waitSeconds)
        repeat {
            if let fill = try await mined(sent) { return fill }
            do { try await Task.sleep(for: .milliseconds(Self.pollMilliseconds)) } catch { break }
        } while clock.now() < end
        throw .unknown("the network has not taken the trade into a block yet")
    }

    /// What the node knows already was sent before; what it refuses may still be in a block, also
    /// because a node has passed it on before it failed.
    private func send(_ raw: String, isFirst: Bool) async throws(VenueError) {
        do { _ = try await rpc.call("eth_sendRawTransaction", [.string(raw)]) } catch {
            switch error {
            case .unreachable(let text): throw isFirst ? .unavailable(text) : .unknown(text)
            case .lost: break
            case .refused(let words), .reverted(let words):
                let known = ["already known", "nonce too low", "already imported"]
                guard !known.contains(where: { words.lowercased().contains($0) }) else { break }
                throw .unknown(words)
            }
        }
    }

    public func standing(
        of order: PreparedOrder, at now: Timestamp
    ) async throws(VenueError) -> OrderStanding {
        let sent = try Sent(order)
        do throws(VenueError) {
            if let fill = try await mined(sent) { return .filled(fill) }
        } catch {
            guard case .refused(_, let sentence) = error else { throw error }
            return .dead(sentence)
        }
        guard now > order.validBefore.adding(seconds: Self.waitSeconds) else { return .open }
        let time: UInt128?
        do {
            time = try await rpc.call("eth_getBlockByNumber", ["latest", false])["timestamp"]?
                .hexNumber
        } catch { return .open }
        // A block that is later than the deadline, and the trade in none before it.
        guard let time, time > UInt128(clamping: order.validBefore.secondsSinceEpoch) else {
            return .open
        }
        return try await mined(sent).map { .filled($0) }
            ?? .dead("No block took the trade in time.")
    }

    public func fill(
        of order: VenueOrder, key: String, transaction: String
    ) async throws(VenueError) -> Fill? {
        guard let hash = Bytes32(hex: transaction) else { return nil }
        return try await mined(Sent(raw: [], hash: hash, order: order))
    }
}
