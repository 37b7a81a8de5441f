import Domain
import JSON
import Testing

@testable import Wizard

@Suite struct ToolSelectorTests {
    @Test func everyToolNamesTheWordsThatAskedForIt() {
        var talk = Talk()
        let buys = SlotChange(.tools, .add(.tools([.x402Payment])), span: 0..<15)
        talk.say(.inform, changes: [buys], text: "it buys weather")
        let watches = SlotChange(.tools, .add(.tools([.checkBalance])), span: 0..<22)
        talk.say(.inform, changes: [watches], text: "it watches the balance")
        #expect(
            ToolSelector.selection(of: talk.session) == [
                .init(tool: .x402Payment, words: "it buys weather"),
                .init(tool: .checkBalance, words: "it watches the balance"),
            ])
    }

    @Test func aToolThatTheServiceChoseHasNoWords() {
        var talk = Talk()
        for _ in 0..<3 { talk.say(.skip, text: "skip") }
        #expect(ToolSelector.selection(of: talk.session) == [.init(tool: .x402Payment, words: nil)])
    }

    @Test(
        arguments: [
            ("https://api.example.com/v1/q", nil), ("http://api.example.com", nil),
            ("tolls.haulgrid.example/v2/quote", nil), ("https://93.184.216.34/x", nil),
            ("https://[2606:2800:220:1::1]/x", nil), ("https://api.example.com/{city}?a=b", nil),
            ("ftp://api.example.com/x", "bad_endpoint"), ("https://", "bad_endpoint"),
            ("https://user:pw@api.example.com/", "bad_endpoint"),
            ("https://api example.com/", "bad_endpoint"), ("https://a..b/", "bad_endpoint"),
            ("http://localhost:8080/x", "private_endpoint"),
            ("http://127.0.0.1/", "private_endpoint"),
            ("http://10.1.2.3/", "private_endpoint"), ("http://172.20.0.1/", "private_endpoint"),
            ("http://192.168.0.9/", "private_endpoint"),
            ("http://169.254.169.254/latest/meta-data", "private_endpoint"),
            ("http://100.64.0.1/", "private_endpoint"), ("http://0.0.0.0/", "private_endpoint"),
            ("http://2130706433/", "private_endpoint"), ("http://0x7f000001/", "private_endpoint"),
            ("http://[::1]/", "private_endpoint"), ("http://[fd00::1]/", "private_endpoint"),
            ("http://[::ffff:10.0.0.1]/", "private_endpoint"),
            ("http://printer.local/", "private_endpoint"),
            ("https://vault.internal./x", "private_endpoint"),
            ("HTTP://LOCALHOST/", "private_endpoint"),
        ] as [(String, String?)])
    func anEndpointIsAPublicWebAddress(endpoint: String, code: String?) {
        #expect(EndpointRules.problem(with: endpoint)?.code == code)
    }

    @Test(arguments: [
        ("quote", true), ("_a1", true), ("1a", false), ("Quote", false), ("a-b", false),
        ("", false),
        (String(repeating: "a", count: 40), true), (String(repeating: "a", count: 41), false),
    ])
    func aToolsNameIsOneThatEveryPlatformTakes(name: String, isFine: Bool) {
        let tool = HTTPTool(name: name, endpoint: "https://a.example/", method: "GET")
        #expect(HTTPToolRules.problems(with: tool).isEmpty == isFine)
    }

    @Test func wrongMethodsAndParametersAreNamed() {
        var tool = HTTPTool(name: "q", endpoint: "https://a.example/", method: "BREW")
        #expect(HTTPToolRules.problems(with: tool).map(\.code) == ["bad_method"])
        tool.method = "POST"
        tool.parameters = [.init(name: "a"), .init(name: "a")]
        #expect(HTTPToolRules.problems(with: tool).map(\.code) == ["bad_parameter"])
        tool.parameters = [.init(name: "a", type: "blob")]
        #expect(HTTPToolRules.problems(with: tool).map(\.code) == ["bad_parameter"])
        tool.parameters = (0..<33).map { .init(name: "p\($0)") }
        #expect(HTTPToolRules.problems(with: tool).map(\.code) == ["too_many_parameters"])
    }

    @Test func swapsAndPerpetualsAndMethodsAreAskedFor() {
        var spec = AgentSpec()
        spec[.tools] = .tools([.swapTokens, .perpetualTrade])
        spec[.customTools] = .customTools([HTTPTool(name: "q", endpoint: "https://a.example/")])
        #expect(ToolSelector.needs(of: spec) == [.slippageTolerance, .maxLeverage, .customTools])
    }
}

@Suite struct OpenAPIImportTests {
    private static let document = """
        {"openapi":"3.1.0","info":{"title":"Tolls"},
         "servers":[{"url":"https://{region}.tolls.example/v2/","variables":{"region":{"default":"eu"}}}],
         "security":[{"key":[]}],
         "paths":{
          "/quotes/{plate}":{
           "parameters":[{"$ref":"#/components/parameters/Plate"}],
           "get":{"operationId":"getQuote","summary":"A toll quote.",
            "parameters":[{"name":"axles","in":"query","schema":{"type":["integer","null"]}},
                          {"name":"X-Trace","in":"header","schema":{"type":"string"}}]},
           "post":{"requestBody":{"content":{"application/json":{"schema":
             {"$ref":"#/components/schemas/Order"}}}}},
           "head":{}}},
         "components":{
          "parameters":{"Plate":{"name":"plate","in":"path","required":true,
            "description":"The number plate.","schema":{"type":"string"}}},
          "schemas":{"Order":{"type":"object","required":["amount"],"properties":{
            "amount":{"type":"number"},"note":{"type":"string","description":"For the bill."}}}},
          "securitySchemes":{"key":{"type":"apiKey","in":"header","name":"X-Api-Key"}}}}
        """

    @Test func everyOperationBecomesATool() throws {
        let imported = try OpenAPIImport(JSONValue(parsing: Self.document))
        #expect(imported.tools.map(\.name) == ["getquote", "post_quotes_plate"])
        let quote = try #require(imported.tools.first)
        #expect(quote.endpoint == "https://eu.tolls.example/v2/quotes/{plate}")
        #expect(quote.method == "GET")
        #expect(quote.summary == "A toll quote.")
        #expect(
            quote.parameters == [
                .init(name: "plate", type: "string", summary: "The number plate."),
                .init(name: "axles", type: "integer", isRequired: false),
            ])
        #expect(quote.headers == [.init(name: "X-Api-Key", secretName: "KEY")])
        let order = try #require(imported.tools.last)
        #expect(order.parameters.map(\.name) == ["plate", "amount", "note"])
        #expect(order.parameters.map(\.isRequired) == [true, true, false])
        #expect(imported.pin.utf8.count == 64)
    }

    @Test func anImportIsTakenLikeAMessageAndItsPinIsKept() throws {
        let imported = try OpenAPIImport(JSONValue(parsing: Self.document))
        var talk = talk(in: .exploringTools)
        let turn = talk.hear(imported.reading, text: imported.message)
        #expect(talk.session.spec.customTools == imported.tools)
        #expect(turn.changes.map(\.slot) == [.customTools])
        #expect(turn.changes.first?.words.contains(imported.pin) == true)
        #expect(imported.message.hasPrefix("Import 2 tools from Tolls"))
    }

    @Test(arguments: [
        (#"{"swagger":"2.0"}"#, OpenAPIError.notOpenAPI3),
        (#"{"openapi":"3.0.0","paths":{"/a":{"get":{}}}}"#, .noServer),
        (#"{"openapi":"3.0.0","servers":[{"url":"/v1"}],"paths":{"/a":{"get":{}}}}"#, .noServer),
        (#"{"openapi":"3.0.0","servers":[{"url":"https://a.example"}],"paths":{}}"#, .noOperations),
        (
            ##"{"openapi":"3.0.0","servers":[{"url":"https://a.example"}],"paths":{"/a":{"get":{"parameters":[{"$ref":"#/components/parameters/X"}]}}}}"##,
            .missingReference("#/components/parameters/X")
        ),
        (
            ##"{"openapi":"3.0.0","servers":[{"url":"https://a.example"}],"paths":{"/a":{"get":{"parameters":[{"$ref":"#/paths/~1a"}]}}}}"##,
            .missingReference("#/paths/~1a")
        ),
    ])
    func aDocumentThatCannotBeUsedSaysWhy(text: String, error: OpenAPIError) throws {
        let document = try JSONValue(parsing: text)
        #expect(throws: error) { try OpenAPIImport(document) }
        #expect(!error.sentence.isEmpty)
    }

    @Test func aServerInAPrivateNetworkIsRefused() throws {
        let document = try JSONValue(
            parsing:
                #"{"openapi":"3.0.0","servers":[{"url":"http://10.0.0.1"}],"paths":{"/a":{"get":{}}}}"#
        )
        #expect(throws: OpenAPIError.self) { try OpenAPIImport(document) }
    }
}
