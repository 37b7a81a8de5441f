public import Domain

// A conversation's moves. Each is pure: the session changes, and the turn says all that happened.

extension Session {
    /// The greeting and the first question: message 1 of the transcript.
    public mutating func opening(now: Timestamp) -> Turn {
        var exchange = Exchange(self, now: now)
        exchange.open()
        return finish(exchange)
    }

    /// Takes one message in: applies what it says, answers what it asks, and asks the next thing.
    ///
    /// Counts two messages of the transcript, the owner's and the reply. Cost: bounded by the
    /// design, whatever the length of the conversation.
    ///
    /// - Parameter assets: the tokens that payments can be signed for.
    public mutating func receive(
        _ reading: Reading, message: String, now: Timestamp, assets: AssetTable = AssetTable()
    ) -> Turn {
        var exchange = Exchange(self, now: now, assets: assets)
        exchange.hear(reading, message: message)
        return finish(exchange)
    }

    /// The same, read here and now, with what a model pointed at.
    public mutating func receive(
        _ message: String, _ proposals: [Proposal], now: Timestamp,
        assets: AssetTable = AssetTable()
    ) -> Turn {
        let context = readingContext
        let reading = IntentExtractor.read(message, in: context)
            .widened(by: proposals, of: message, in: context)
        return receive(reading, message: message, now: now, assets: assets)
    }

    /// Goes back to an earlier design: undo, or the choice of a version. Counts no message: it
    /// completes a turn whose effect was `undo`, or answers a call that has no message.
    ///
    /// It is a version of its own, and the way back goes on from where the earlier one came.
    ///
    /// - Parameter undoTarget: the version before the earlier one.
    public mutating func restore(_ design: Design, undoTarget: Int?, now: Timestamp) -> Turn {
        var exchange = Exchange(self, now: now)
        exchange.restore(design, undoTarget: undoTarget)
        return finish(exchange)
    }

    /// After a pause: active again, with the open question repeated. Counts no message.
    public mutating func resume(now: Timestamp) -> Turn {
        var exchange = Exchange(self, now: now)
        exchange.resume()
        return finish(exchange)
    }

    /// Starts from a ready design: message 1 of the transcript, straight to its review.
    public mutating func opening(with starter: Starter, now: Timestamp) -> Turn {
        var exchange = Exchange(self, now: now)
        exchange.open(with: starter)
        return finish(exchange)
    }

    public var progress: Progress { Progress(of: self) }

    private mutating func finish(_ exchange: Exchange) -> Turn {
        self = exchange.session
        return exchange.turn
    }
}

extension Progress {
    init(of session: Session) {
        let needed = Decision.needed(for: session.spec)
        let open = session.openDecisions(among: needed)
        let isCompleted = session.stage == .completed
        let done = needed.count - open.count + (isCompleted ? 1 : 0)
        self.init(
            done: done, total: needed.count + 1, missing: open.map(\.slot),
            percent: isCompleted ? 100 : done * 100 / (needed.count + 1))
    }
}

extension Session {
    /// Decisions that are neither stated nor left open, in the order of asking.
    func openDecisions(among needed: [Decision]) -> [Decision] {
        guard stage < .reviewingWorkflow else { return [] }
        return needed.filter { !$0.isMade(in: spec) && !skipped.contains($0.slot) }
    }
}
