import Domain
import Foundation
import JSON
import Testing

@testable import Wizard

/// What people type stays readable everywhere and is obeyed nowhere.
@Suite struct PromptHostileTests {
    @Test(arguments: PromptExportTests.platforms)
    func hostileTextSurvives(platform: Platform) throws {
        let input = PromptDesigns.input(PromptDesigns.hostile)
        let prompt = try PromptGenerator().prompt(for: input, platform: platform)
        let told = folded(prompt.systemPrompt)
        for part in PromptDesigns.hostileText.split(separator: "\n") {
            #expect(told.contains(folded(String(part))), "\(part)")
        }
    }

    @Test(arguments: PromptExportTests.platforms)
    func longTextSurvives(platform: Platform) throws {
        var design = PromptDesigns.buyer
        let text = String(repeating: "Long \u{1F4B8} words. ", count: 360) + "THE END"
        design.spec[.additionalNotes] = .text(text)
        let prompt = try PromptGenerator().prompt(
            for: PromptDesigns.input(design), platform: platform)
        #expect(prompt.systemPrompt.contains(text))
    }

    @Test func noPlatformSeesAMarkOfItsOwn() throws {
        let input = PromptDesigns.input(PromptDesigns.hostile)
        let generator = try PromptGenerator()
        for platform in [Platform.elevenlabs, .vapi, .agentSpec, .dify, .n8n] {
            let prompt = try generator.prompt(for: input, platform: platform)
            #expect(!prompt.systemPrompt.contains("{{") && !prompt.systemPrompt.contains("{%"))
        }
        let adk = try generator.prompt(for: input, platform: .googleADK)
        #expect(!adk.systemPrompt.contains("{") && !adk.systemPrompt.contains("}"))
        let claude = try generator.prompt(for: input, platform: .anthropic)
        #expect(claude.systemPrompt.split(separator: "</instructions>").count == 2)
    }

    @Test func noTextOfAPersonBeginsAHeading() throws {
        let input = PromptDesigns.input(PromptDesigns.hostile)
        for prompt in try PromptGenerator().prompts(for: input) {
            for line in prompt.systemPrompt.split(separator: "\n") {
                #expect(!line.hasPrefix("# New heading") && !line.hasPrefix("```"))
            }
        }
    }

    @Test func namesOfFilesAndToolsAreHarmless() throws {
        for (_, input) in PromptDesigns.all {
            for prompt in try PromptGenerator().prompts(for: input) {
                let isHarmless = prompt.file.name.utf8.allSatisfy { byte in
                    byte &- 48 < 10 || (byte | 0x20) &- 97 < 26 || "-_.".utf8.contains(byte)
                }
                #expect(isHarmless && prompt.file.name.utf8.count < 80)
            }
            for tool in ToolTable.tools(of: input) {
                let first = try #require(tool.name.utf8.first)
                #expect(first == 95 || first &- 97 < 26)
                #expect(tool.name.utf8.count <= 40)
            }
        }
    }

    @Test(arguments: [
        ("api.example.com/v1/{city}", "https://api.example.com/v1/{city}", ["city"], []),
        ("https://x.example/a?b={c}&d=e", "https://x.example/a?d=e", [], ["b"]),
        ("http://x.example/{a b}/\"{", "http://x.example/{ab}/%22%7B", ["ab"], []),
        ("https://x.example/?q={{z}}", "https://x.example/", [], ["q"]),
        ("\u{5929}.example", "https://%E5%A4%A9.example", [], []),
    ])
    func anEndpointIsWrittenForEveryPlatform(
        endpoint: String, text: String, holes: [String], query: [String]
    ) {
        let url = EndpointURL(endpoint)
        #expect(url.text == text && url.holes == holes && url.queryHoles.map(\.name) == query)
    }

    /// White space and full-width marks aside.
    private func folded(_ text: String) -> String {
        var result = ""
        for scalar in text.unicodeScalars where scalar.value > 0x20 && scalar != "\\" {
            let isWide = (0xFF01...0xFF5E).contains(scalar.value)
            let value = isWide ? scalar.value - 0xFEE0 : scalar.value
            result.unicodeScalars.append(Unicode.Scalar(value) ?? " ")
        }
        return result
    }
}
