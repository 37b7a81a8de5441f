internal import Domain
public import JSON

/// A run as it happens: what to print when an event of its stream comes, so that a long plan is
/// seen step by step and not at its end.
public struct LiveRun: Sendable {
    /// Known from the first event on; empty before.
    public private(set) var id = ""
    private var steps: [JSONValue] = []
    private var shown: Set<String> = []

    public init() {}

    /// - Parameters:
    ///   - event: its name in the stream.
    ///   - data: what it carries.
    /// - Returns: whole lines, to be printed below the earlier ones.
    public mutating func apply(_ event: String, _ data: JSONValue, width: Int) -> [Line] {
        switch event {
        case "meta":
            id = data["run_id"]?.string ?? ""
            return planned(data)
        case "model_turn", "model_gone":
            // A model that drives the run has added steps, or the engine takes over.
            return planned(data)
        case "tool_end":
            return ended(data["step"]?.text ?? "", data["succeeded"]?.bool == true, width)
        default: return []
        }
    }

    /// What is being done, for a sign that something is; nil between steps.
    public func doing(_ event: String, _ data: JSONValue) -> String? {
        guard event == "tool_start" else { return nil }
        return step(data["step"]?.text ?? "")?["description"]?.string.map { harmless($0) }
    }

    /// The rest, when the stream is over: the steps that were not reached, and what came of it.
    ///
    /// - Parameter run: the whole run, as the service has stored it.
    public func rest(_ run: RunView, width: Int) -> [Line] {
        run.lines(width: width, without: shown, hasTitle: steps.isEmpty)
    }

    private mutating func planned(_ data: JSONValue) -> [Line] {
        let isFirst = steps.isEmpty
        steps = data["plan"]?.array ?? []
        return isFirst && !steps.isEmpty ? [.empty, Line("Plan", .strong)] : []
    }

    private mutating func ended(_ id: String, _ isGood: Bool, _ width: Int) -> [Line] {
        guard let step = step(id), shown.insert(id).inserted else { return [] }
        return RunView.step(step, status: isGood ? "done" : "failed", width)
    }

    private func step(_ id: String) -> JSONValue? { steps.first { $0["id"]?.text == id } }
}
