internal import Domain
internal import Paygent
internal import Synchronization

/// One of the processes that share the store; after each death the next one has its place.
final class SimulatedProcess: Presence {
    private let place: String
    private let lives: Lives

    /// Who lives now, by place.
    final class Lives: Sendable {
        private let counts = Mutex<[String: Int]>([:])

        func name(at place: String) -> String {
            counts.withLock { "\(place)\($0[place, default: 0])" }
        }

        func next(at place: String) { counts.withLock { $0[place, default: 0] += 1 } }

        func isGone(_ name: String) -> Bool {
            guard let place = name.first else { return false }
            return self.name(at: String(place)) != name
        }
    }

    /// - Parameter place: one letter.
    init(place: String, among lives: Lives) {
        self.place = place
        self.lives = lives
    }

    var name: String { lives.name(at: place) }
    func die() { lives.next(at: place) }
    func isGone(_ name: String) -> Bool { lives.isGone(name) }
}

/// A store whose process may die with any call: before it, so that nothing is stored, or after it,
/// so that nobody hears that it was.
struct CrashingStore: RunStorePassingOn {
    let store: any RunStore
    let random: SimulatedRandomness
    let crashPercent: Int
    let process: SimulatedProcess

    static let crash = StoreError.unavailable("simulated crash")

    func open(_ opening: RunOpening) async throws(StoreError) -> OpenedRun {
        let dies = random.isTrue(percent: crashPercent)
        if dies, random.isTrue(percent: 50) { throw died() }
        let opened = try await store.open(opening)
        if dies { throw died() }
        return opened
    }

    func commit(_ change: RunChange) async throws(StoreError) -> Int64 {
        let dies = random.isTrue(percent: crashPercent)
        if dies, random.isTrue(percent: 50) { throw died() }
        let version = try await store.commit(change)
        if dies { throw died() }
        return version
    }

    private func died() -> StoreError {
        process.die()
        return Self.crash
    }
}
