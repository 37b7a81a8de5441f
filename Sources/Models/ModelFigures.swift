/// One call as logs and metrics see it: figures, no content.
public struct ModelCall: Sendable, Hashable {
    public var model: String
    /// `answered`, or the failure's name.
    public var outcome: String
    public var milliseconds: Int
    public var usage: ModelUsage
    public var picodollars: UInt128

    public init(
        model: String, outcome: String, milliseconds: Int, usage: ModelUsage = ModelUsage(),
        picodollars: UInt128 = 0
    ) {
        self.model = model
        self.outcome = outcome
        self.milliseconds = milliseconds
        self.usage = usage
        self.picodollars = picodollars
    }
}

/// Sums of all calls so far, in the text format of Prometheus.
public struct ModelFigures: Sendable {
    private struct Sum: Sendable {
        var calls: [String: UInt64] = [:]
        var milliseconds: UInt64 = 0
        var inputTokens: UInt64 = 0
        var outputTokens: UInt64 = 0
        var picodollars: UInt128 = 0
        var isResting = false
    }

    private var sums: [String: Sum] = [:]
    private var fallbacks: UInt64 = 0
    private var givenUp: UInt64 = 0
    private var cacheHits: UInt64 = 0

    public init() {}

    public mutating func count(_ call: ModelCall) {
        var sum = sums[call.model] ?? Sum()
        sum.calls[call.outcome, default: 0] += 1
        sum.milliseconds += UInt64(max(call.milliseconds, 0))
        sum.inputTokens += UInt64(call.usage.inputTokens)
        sum.outputTokens += UInt64(call.usage.outputTokens)
        sum.picodollars += call.picodollars
        sums[call.model] = sum
    }

    public mutating func setResting(_ model: String, _ isResting: Bool) {
        sums[model, default: Sum()].isResting = isResting
    }

    /// Another model than the first one answered.
    public mutating func countFallback() { fallbacks += 1 }
    /// No model answered: the embedded engine did without.
    public mutating func countGivenUp() { givenUp += 1 }
    public mutating func countCacheHit() { cacheHits += 1 }

    public var text: String {
        let sums = sums.sorted { $0.key < $1.key }
        func all(_ value: (Sum) -> String) -> [(String, String)] {
            sums.map { ("model=\"\(Self.escaped($0.key))\"", value($0.value)) }
        }
        let calls = sums.flatMap { name, sum in
            sum.calls.sorted { $0.key < $1.key }.map {
                ("model=\"\(Self.escaped(name))\",outcome=\"\($0.key)\"", String($0.value))
            }
        }
        return Self.block("model_calls_total", "counter", "Calls of language models.", calls)
            + Self.block(
                "model_call_milliseconds_total", "counter", "Time spent in calls.",
                all { String($0.milliseconds) })
            + Self.block(
                "model_input_tokens_total", "counter", "Tokens sent.",
                all { String($0.inputTokens) })
            + Self.block(
                "model_output_tokens_total", "counter", "Tokens answered.",
                all { String($0.outputTokens) })
            + Self.block(
                "model_cost_microdollars_total", "counter", "Cost by the configured prices.",
                all { String($0.picodollars / 1_000_000) })
            + Self.block(
                "model_resting", "gauge", "1 while a model is left alone after failures.",
                all { $0.isResting ? "1" : "0" })
            + Self.block(
                "model_fallbacks_total", "counter", "Answers by another model than the first.",
                [("", String(fallbacks))])
            + Self.block(
                "model_given_up_total", "counter", "Questions that no model answered.",
                [("", String(givenUp))])
            + Self.block(
                "model_cache_hits_total", "counter", "Answers taken from the cache.",
                [("", String(cacheHits))])
    }

    private static func block(
        _ name: String, _ kind: String, _ help: String, _ rows: [(labels: String, value: String)]
    ) -> String {
        var text = "# HELP paygent_\(name) \(help)\n# TYPE paygent_\(name) \(kind)\n"
        for row in rows {
            let labels = row.labels.isEmpty ? "" : "{\(row.labels)}"
            text += "paygent_\(name)\(labels) \(row.value)\n"
        }
        return text
    }

    private static func escaped(_ label: String) -> String {
        String(
            String.UnicodeScalarView(
                label.unicodeScalars.flatMap { scalar -> [Unicode.Scalar] in
                    scalar == "\"" || scalar == "\\" ? ["\\", scalar] : [scalar]
                }))
    }
}
