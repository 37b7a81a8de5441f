import JSON
import Screen
import Testing

/// A run printed while it happens shows each step once, and the same as a run shown at its end.
@Suite struct LiveRunTests {
    private static let start: JSONValue = [
        "run_id": "r1",
        "plan": [
            ["id": 1, "description": "Check the balance", "status": "pending"],
            ["id": 2, "description": "Pay \u{1B}[2Jthe seller", "status": "pending"],
            ["id": 3, "description": "Tell the owner", "status": "pending"],
        ],
    ]

    private static func texts(_ lines: [Line]) -> [String] { lines.map(\.text) }

    @Test func eachStepIsShownOnceWhenItEnds() {
        var live = LiveRun()
        #expect(Self.texts(live.apply("meta", Self.start, width: 60)) == ["", "Plan"])
        #expect(live.id == "r1")
        let first: JSONValue = ["step": 1, "succeeded": true]
        #expect(Self.texts(live.apply("tool_end", first, width: 60)) == [" ✓ Check the balance"])
        #expect(live.apply("tool_end", first, width: 60).isEmpty, "said again after a reconnection")
        let second: JSONValue = ["step": 2, "succeeded": false]
        let line = Self.texts(live.apply("tool_end", second, width: 60))
        #expect(line.count == 1 && line[0].hasPrefix(" ✗ Pay") && !line[0].contains("\u{1B}"))

        let end: JSONValue = [
            "run_id": "r1", "status": "failed", "result": "The seller did not answer.",
            "plan": ["steps": Self.start["plan"] ?? .null],
        ]
        let rest = Self.texts(live.rest(RunView(run: end), width: 60))
        #expect(rest == [" ○ Tell the owner", "", "It did not work. The seller did not answer."])
    }

    @Test func stepsThatAModelAddsAreShownToo() {
        var live = LiveRun()
        #expect(live.apply("meta", ["run_id": "r1", "plan": []], width: 60).isEmpty)
        let turn: JSONValue = ["turn": 1, "plan": Self.start["plan"] ?? .null]
        #expect(Self.texts(live.apply("model_turn", turn, width: 60)) == ["", "Plan"])
        #expect(live.apply("model_turn", turn, width: 60).isEmpty)
        let first: JSONValue = ["step": 1, "succeeded": true]
        #expect(Self.texts(live.apply("tool_end", first, width: 60)) == [" ✓ Check the balance"])
    }

    @Test func whatIsBeingDoneIsNamedWithoutHarm() {
        var live = LiveRun()
        _ = live.apply("meta", Self.start, width: 60)
        #expect(live.doing("tool_start", ["step": 1]) == "Check the balance")
        #expect(live.doing("tool_start", ["step": 2])?.contains("\u{1B}") == false)
        #expect(live.doing("tool_end", ["step": 1]) == nil)
    }

    @Test(arguments: ["tool_start", "tool_end", "done", "approval_required", "", "nonsense"])
    func aStrangeEventPrintsNothing(name: String) {
        var live = LiveRun()
        for data in [JSONValue.null, [:], ["step": 9], ["step": ["x"]], 7] {
            #expect(live.apply(name, data, width: 60).isEmpty)
            #expect(live.doing(name, data) == nil)
        }
    }

    @Test func withoutAStreamTheWholePlanIsShown() {
        let run = RunView(run: [
            "status": "completed", "plan": ["steps": Self.start["plan"] ?? .null],
        ])
        #expect(Self.texts(LiveRun().rest(run, width: 60)) == Self.texts(run.lines(width: 60)))
    }
}
