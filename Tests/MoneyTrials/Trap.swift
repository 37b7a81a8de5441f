import Foundation
import Paygent
import Synchronization

/// Where a process can die: before and after everything that is stored, and round every act.
enum Boundary {
    static let acts = ["sign", "send", "settle", "reconcile", "take", "kill", "revive"]
    static let events = [
        "allowed", "held", "refused", "approved", "rejected", "expired", "signed", "not_signed",
        "paid", "not_paid", "unanswered", "not_sent", "undecided",
    ]
    static let all = (events + acts).flatMap { ["before:\($0)", "after:\($0)"] }
}

/// Kills the process when a boundary is reached for the given time.
final class Trap: Sendable {
    private let label: String?
    private let left: Mutex<Int>
    private let reached = Mutex(0)

    init(at label: String? = nil, occasion: Int = 0) {
        self.label = label
        left = Mutex(occasion)
    }

    var count: Int { reached.withLock { $0 } }

    func reach(_ label: String) {
        reached.withLock { $0 += 1 }
        guard label == self.label else { return }
        let isNow = left.withLock { left in
            left -= 1
            return left == 0
        }
        if isNow { kill(getpid(), SIGKILL) }
    }
}
