internal import Domain
internal import Hashing
internal import JSON
internal import Paygent

// What a block says of a trade.
extension RouterExchange {
    /// Transactions that are stored, with the one that trades.
    struct Sent {
        let raw: [String]
        let hash: Bytes32
        let order: VenueOrder

        init(raw: [String], hash: Bytes32, order: VenueOrder) {
            self.raw = raw
            self.hash = hash
            self.order = order
        }

        init(_ prepared: PreparedOrder) throws(VenueError) {
            do {
                let json = try JSONValue(parsing: Array(prepared.payload.utf8))
                guard let hash = json["hash"]?.string.flatMap({ Bytes32(hex: $0) }),
                    let order = json["order"]
                else { throw StoredValueError("order") }
                self.init(
                    raw: json["raw"]?.array?.compactMap(\.string) ?? [], hash: hash,
                    order: try VenueOrder(json: order))
            } catch {
                throw .unknown("the stored trade cannot be read")
            }
        }
    }

    /// - Returns: nil while no block holds it.
    /// - Throws: `.refused` when a block holds it and it failed there: nothing moved but the fee.
    func mined(_ sent: Sent) async throws(VenueError) -> Fill? {
        let receipt: JSONValue
        do {
            receipt = try await rpc.call("eth_getTransactionReceipt", [.string(sent.hash.hex)])
        } catch { return nil }
        guard receipt.object != nil else { return nil }
        guard receipt["status"]?.hexNumber == 1 else {
            throw .refused(
                code: "trade_failed",
                sentence: "The router refused the trade in its block, so nothing was traded: the "
                    + "price had moved further than was allowed, or its time was over.")
        }
        return fill(receipt, sent)
    }

    private func fill(_ receipt: JSONValue, _ sent: Sent) -> Fill {
        let logs = receipt["logs"]?.array ?? []
        let sentence: String
        var received: [Money] = []
        switch sent.order {
        case .swap(let give, let minimum):
            received = [moved(logs, minimum.asset, to: signer.address)]
            sentence = "Swapped \(give) for \(received[0]) on VVS."
        case .addLiquidity(let first, let second):
            let given = [first, second].map { moved(logs, $0.asset, from: signer.address) }
            sentence = "Provided \(given[0]) and \(given[1]) to the VVS pool."
        case .removeLiquidity(let removal):
            let given = moved(logs, removal.shares.asset, from: signer.address)
            received = [removal.first, removal.second].map {
                moved(logs, $0.asset, to: signer.address)
            }
            sentence =
                "Took \(received[0]) and \(received[1]) out of the VVS pool for \(given)."
        case .farm, .openPosition, .closePosition, .setStop, .bet, .claim:
            sentence = "It was carried out on VVS."
        }
        return Fill(
            venue: .vvs, transaction: sent.hash.hex, isSimulated: false, sentence: sentence,
            received: received)
    }

    /// The sum of a token's transfers from or to an account in one transaction.
    private func moved(
        _ logs: [JSONValue], _ asset: Asset, from sender: Address? = nil,
        to receiver: Address? = nil
    ) -> Money {
        var sum: UInt128 = 0
        for log in logs where log["address"]?.string?.lowercased() == asset.contract?.lowercased {
            let topics = log["topics"]?.array?.compactMap { $0.string?.lowercased() } ?? []
            guard topics.count == 3, topics[0] == Self.transferTopic,
                sender.map({ topics[1] == Self.topic($0) }) ?? true,
                receiver.map({ topics[2] == Self.topic($0) }) ?? true,
                let units = log["data"]?.hexNumber
            else { continue }
            let (next, overflow) = sum.addingReportingOverflow(units)
            sum = overflow ? .max : next
        }
        return Money(atomicUnits: sum, of: asset)
    }

    private static func topic(_ address: Address) -> String {
        "0x" + String(repeating: "0", count: 24) + address.lowercased.dropFirst(2)
    }

    /// Source: ERC-20, `Transfer(address,address,uint256)`.
    private static let transferTopic = Bytes32.keccak(
        Array("Transfer(address,address,uint256)".utf8)
    ).hex
}
