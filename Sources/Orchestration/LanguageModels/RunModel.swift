public import Paygent

/// The language model that may drive runs, and how far.
public struct RunModel: Sendable {
    let model: any LanguageModel
    let bounds: DriveBounds
    let briefings = Briefings()

    public init(_ model: any LanguageModel, bounds: DriveBounds = DriveBounds()) {
        self.model = model
        self.bounds = bounds
    }
}
