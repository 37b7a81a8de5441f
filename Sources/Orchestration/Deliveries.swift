internal import Domain
internal import Paygent
internal import Synchronization

/// What sellers delivered while nobody who wanted it was there: a payment that was approved is paid
/// by whoever approved it, and its run takes the goods up after that. Kept in this process only.
final class Deliveries: Sendable {
    static let countMax = 128
    static let bytesMax = 8 << 20

    private struct Shelf {
        var goods: [(run: ID<PaymentRun>, response: PaidResponse)] = []
        var bytes = 0
    }

    private let shelf = Mutex(Shelf())

    /// The oldest make room.
    func keep(_ outcome: PaymentOutcome) {
        guard let response = outcome.response, outcome.run.state.isFinal,
            response.body.count <= Self.bytesMax
        else { return }
        shelf.withLock { shelf in
            shelf.goods.append((outcome.run.id, response))
            shelf.bytes += response.body.count
            while shelf.goods.count > Self.countMax || shelf.bytes > Self.bytesMax {
                shelf.bytes -= shelf.goods.removeFirst().response.body.count
            }
        }
    }

    /// Nil when nothing waits for it; a second time nothing does.
    func take(_ run: ID<PaymentRun>) -> PaidResponse? {
        shelf.withLock { shelf in
            guard let index = shelf.goods.firstIndex(where: { $0.run == run }) else { return nil }
            let response = shelf.goods.remove(at: index).response
            shelf.bytes -= response.body.count
            return response
        }
    }
}
