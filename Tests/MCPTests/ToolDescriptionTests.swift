import JSON
import MCP
import Testing

@Suite struct ToolDescriptionTests {
    private let tool = ToolDescription(
        "list", "List", "Lists things.", .reads,
        [
            .init("kind", "Which things.", .choice(["red", "blue"]), isRequired: true),
            .init("limit", "How many.", .wholeNumber(1...200)), .init("name", "Its name."),
        ])

    @Test func theSchemaSaysWhatTheCheckTakes() throws {
        let schema = try #require(tool.json["inputSchema"])
        #expect(schema["required"] == ["kind"] && schema["additionalProperties"] == false)
        #expect(schema["properties"]?["kind"]?["enum"] == ["red", "blue"])
        #expect(schema["properties"]?["limit"]?["maximum"] == 200)
        let given = try tool.checked(["kind": "red", "limit": 200, "name": nil])
        #expect(given == ["kind": "red", "limit": 200])
    }

    @Test(
        arguments: [
            (["limit": 1], "'kind' is missing"), (["kind": "green"], "red, blue"),
            (["kind": 7], "red, blue"), (["kind": "red", "limit": 0], "1 to 200"),
            (["kind": "red", "limit": 201], "1 to 200"),
            (["kind": "red", "limit": "5"], "1 to 200"),
            (["kind": "red", "limit": .number("1.5")], "1 to 200"),
            (["kind": "red", "name": ["x"]], "must be text"),
            (["kind": "red", "colour": "x"], "takes no 'colour'"), (["kind": nil], "is missing"),
        ] as [(JSONObject, String)])
    func wrongArgumentsAreRefusedBySentence(arguments: JSONObject, part: String) {
        do throws(ToolDescription.ArgumentError) {
            Issue.record("taken: \(try tool.checked(arguments))")
        } catch { #expect(error.sentence.contains(part), "\(error.sentence)") }
    }

    @Test(arguments: [
        (ToolDescription.Effect.reads, true, false), (.adds, false, false), (.ends, false, true),
        (.pays, false, true),
    ])
    func theAnnotationsSayWhatACallDoes(
        effect: ToolDescription.Effect, readsOnly: Bool, destroys: Bool
    ) {
        let notes = ToolDescription("a", "A", "Does.", effect).json["annotations"]
        #expect(notes?["readOnlyHint"] == .bool(readsOnly))
        #expect(notes?["destructiveHint"] == .bool(destroys))
        #expect(notes?["openWorldHint"] == .bool(effect == .pays))
    }

    @Test func anAnswerIsGivenToModelsAndToPrograms() {
        let answer = ToolAnswer.object(["a": 1]).json
        #expect(answer["content"] == [["type": "text", "text": #"{"a":1}"#]])
        #expect(answer["structuredContent"] == ["a": 1] && answer["isError"] == false)
        let refusal = ToolAnswer.refusal("Say more.").json
        #expect(refusal["isError"] == true && refusal["structuredContent"] == nil)
    }
}
