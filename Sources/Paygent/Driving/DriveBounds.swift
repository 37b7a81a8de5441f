/// How far a language model may drive one run. Whatever it answers, the run ends.
public struct DriveBounds: Sendable, Hashable {
    /// Answers of the model.
    public var turnsMax: Int
    /// Steps of the plan.
    public var stepsMax: Int
    /// In and out, over all answers.
    public var tokensMax: Int
    /// Spent waiting for the model; waits for people and chains do not count.
    public var millisecondsMax: Int

    public init(
        turnsMax: Int = 12, stepsMax: Int = 24, tokensMax: Int = 100_000,
        millisecondsMax: Int = 120_000
    ) {
        self.turnsMax = turnsMax
        self.stepsMax = stepsMax
        self.tokensMax = tokensMax
        self.millisecondsMax = millisecondsMax
    }

    /// Which bound a run has reached, for people; nil while the model may be asked again.
    public func reached(by run: AgentRun) -> String? {
        let use = run.modelUse
        if run.turns.count >= turnsMax { return "\(turnsMax) answers of the model" }
        if run.plan.steps.count >= stepsMax { return "\(stepsMax) steps" }
        if use.tokens >= tokensMax { return "\(tokensMax) tokens" }
        if use.milliseconds >= millisecondsMax {
            return "\(millisecondsMax / 1_000) seconds of waiting for the model"
        }
        return nil
    }

    /// How long the next answer may take.
    public func millisecondsLeft(of run: AgentRun) -> Int {
        max(0, millisecondsMax - run.modelUse.milliseconds)
    }
}
