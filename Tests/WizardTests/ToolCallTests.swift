import Domain
import JSON
import Testing

@testable import Wizard

@Suite struct ToolCallTests {
    private let tide = HTTPTool(
        name: "tide", endpoint: "https://tides.example/v1/ports/{port}/tide?unit={unit}",
        method: "GET",
        parameters: [
            .init(name: "port"), .init(name: "unit", isRequired: false),
            .init(name: "day", type: "integer", isRequired: false),
        ],
        headers: [.init(name: "X-Key", secretName: "TIDE_KEY")])

    @Test func whatIsGivenGoesWhereTheEndpointWantsIt() throws {
        let call = try ToolCall(tide, arguments: ["port": "a/b ü", "unit": "m&m", "day": 3])
        #expect(call.url == "https://tides.example/v1/ports/a%2Fb%20%C3%BC/tide?unit=m%26m&day=3")
        #expect(call.body.isEmpty)
        #expect(call.headersLeftOut == ["X-Key"])
    }

    @Test func aCallWithABodyCarriesTheRestAsJSON() throws {
        var tool = tide
        tool.method = "POST"
        let call = try ToolCall(tool, arguments: ["port": "oslo", "day": 3])
        #expect(call.url == "https://tides.example/v1/ports/oslo/tide")
        #expect(String(decoding: call.body, as: UTF8.self) == #"{"day":3}"#)
    }

    @Test func aFilledHoleOpensNoOther() throws {
        var tool = tide
        tool.endpoint = "https://tides.example/{port}/{unit}"
        let call = try ToolCall(tool, arguments: ["port": "{unit}", "unit": "m"])
        #expect(call.url == "https://tides.example/%7Bunit%7D/m")
    }

    @Test func whatDoesNotFitIsRefusedByName() {
        #expect(throws: ToolCallError.missing("port")) { try ToolCall(tide, arguments: [:]) }
        #expect(throws: ToolCallError.unknownArgument("moon")) {
            try ToolCall(tide, arguments: ["port": "a", "moon": 1])
        }
        var tool = tide
        tool.method = nil
        #expect(throws: ToolCallError.noMethod) { try ToolCall(tool, arguments: ["port": "a"]) }
        tool = tide
        tool.endpoint = "http://169.254.169.254/latest"
        #expect(throws: ToolCallError.self) { try ToolCall(tool, arguments: ["port": "a"]) }
    }
}
