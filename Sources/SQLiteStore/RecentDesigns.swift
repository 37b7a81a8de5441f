import Domain
import Orchestration
import Synchronization

/// Designs as values, by the bytes that they are stored as: every run needs its agent's design, and
/// the versions of an agent never change.
final class RecentDesigns: Sendable {
    private let designs = Mutex<[[UInt8]: Design]>([:])

    /// One is about 5 KB; when there are more, all are forgotten.
    static let countMax = 256

    func design(stored bytes: [UInt8]) throws(StoreError) -> Design {
        if let design = designs.withLock({ $0[bytes] }) { return design }
        let design = try Design(stored: bytes)
        designs.withLock { designs in
            if designs.count >= Self.countMax { designs = [:] }
            designs[bytes] = design
        }
        return design
    }
}
