/// Wakes those who wait for the journal to grow. Carries no content: who is woken reads the journal
/// from where it stopped, so a lost or doubled wake costs nothing but time.
public protocol Events: Sendable {
    /// Called after a commit.
    func announce()

    /// Yields once for every announcement since the last, or for several together. Ends when the
    /// one who iterates is cancelled.
    func wakes() -> AsyncStream<Void>

    /// The same for those who follow one run only: of a thousand streams one is woken.
    func announce(run: String)

    /// Yields after announcements of that run.
    func wakes(of run: String) -> AsyncStream<Void>
}
