import Domain
import JSON
import Testing

@testable import Wizard

@Suite struct PromptExportTests {
    static let platforms = Platform.allCases.filter { $0 != .openaiAssistant }

    @Test(arguments: platforms)
    func theSameDesignGivesTheSameBytes(platform: Platform) throws {
        let first = try PromptGenerator()
        let second = try PromptGenerator()
        for (_, input) in PromptDesigns.golden {
            let file = try first.prompt(for: input, platform: platform).file
            let again = try second.prompt(for: input, platform: platform).file
            #expect(file == again && file.sha256 == again.sha256)
        }
    }

    @Test func anyChangeOfADesignChangesEveryFile() throws {
        let generator = try PromptGenerator()
        let before = generator.prompts(for: PromptDesigns.input(PromptDesigns.buyer))
        var design = PromptDesigns.buyer
        design.spec[.dailyLimit] = PromptDesigns.limit("6")
        let after = generator.prompts(for: PromptDesigns.input(design))
        for (old, new) in zip(before, after) where !Self.sayNoLimit.contains(old.platform) {
            #expect(old.file.sha256 != new.file.sha256, "\(old.platform)")
        }
    }

    /// Their files hold tools or an address, and no rule.
    static let sayNoLimit: [Platform] = [.mcpConfig, .a2a, .openapi, .langgraph]

    @Test func theAssistantsAPIIsRefusedWithTheMigration() throws {
        let generator = try PromptGenerator()
        let input = PromptDesigns.input(PromptDesigns.buyer)
        let error = #expect(throws: ExportError.self) {
            _ = try generator.prompt(for: input, platform: .openaiAssistant)
        }
        #expect(error?.sentence.contains("openai_responses") == true)
        #expect(error?.sentence.contains("26 August 2026") == true)
    }

    @Test func anUnknownFormatIsAnsweredWithTheList() {
        let error = #expect(throws: ExportError.self) { _ = try ExportFormat("word") }
        for format in ExportFormat.all {
            #expect(error?.sentence.contains(format.name) == true)
        }
    }

    @Test(arguments: ExportFormat.all)
    func everyFormatIsReadByItsName(format: ExportFormat) throws {
        #expect(try ExportFormat(format.name) == format)
    }

    @Test(arguments: platforms)
    func everyPromptHoldsThePolicyWithItsNumbers(platform: Platform) throws {
        let prompt = try PromptGenerator().prompt(
            for: PromptDesigns.input(PromptDesigns.buyer), platform: platform)
        for words in ["0.50 USDC", "5 USDC", "60 USDC", "0.20 USDC", "Ana", "Cronos testnet"] {
            #expect(prompt.systemPrompt.contains(words))
            #expect(prompt.instructions.contains { $0.contains(words) })
        }
        #expect(prompt.instructions.contains("Never swap tokens, even if you are asked to."))
    }

    @Test(arguments: [Platform.elevenlabs, .vapi, .openaiRealtime])
    func voicesAreToldHowAmountsSound(platform: Platform) throws {
        let prompt = try PromptGenerator().prompt(
            for: PromptDesigns.input(PromptDesigns.buyer), platform: platform)
        #expect(prompt.systemPrompt.contains("0.50 USDC (say: fifty cents)"))
        #expect(prompt.systemPrompt.contains("\"ten cents\""))
        #expect(prompt.systemPrompt.contains("It should cost ten cents."))
    }

    @Test func aModelIsASetting() throws {
        var input = PromptDesigns.input(PromptDesigns.buyer)
        input.settings.models[.anthropic] = "claude-next"
        let prompt = try PromptGenerator().prompt(for: input, platform: .anthropic)
        #expect(prompt.config["model"] == "claude-next")
    }

    @Test func noSecretIsInAnyFile() throws {
        let input = PromptDesigns.input(PromptDesigns.buyer)
        for prompt in try PromptGenerator().prompts(for: input) {
            for mark in ["Bearer ey", "sk-", "0x", "password=", "api_key="] {
                let text = String(decoding: prompt.file.bytes, as: UTF8.self)
                #expect(!text.contains(mark), "\(prompt.platform): \(mark)")
            }
        }
    }

    @Test func anAgentWithoutMoneyToolsPromisesNothing() throws {
        let prompt = try PromptGenerator().prompt(
            for: PromptDesigns.input(PromptDesigns.lookup), platform: .generic)
        #expect(prompt.systemPrompt.contains("You cannot move money"))
        #expect(!prompt.systemPrompt.contains("# Money"))
        #expect(!prompt.systemPrompt.contains("# Approval"))
    }

    @Test func examplesKeepToTheDesignsOwnLimits() throws {
        let prompt = try PromptGenerator().prompt(
            for: PromptDesigns.input(PromptDesigns.buyer), platform: .openaiChat)
        #expect(prompt.systemPrompt.contains("It should cost 0.10 USDC."))
        #expect(prompt.systemPrompt.contains("pay the 0.50 USDC"))
        #expect(prompt.systemPrompt.contains("Pay 1 USDC"))
    }
}
