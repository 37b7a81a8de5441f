import Domain
import Foundation
import Templates
import Testing

@testable import Wizard

@Suite struct PromptTemplateTests {
    // MARK: - The language

    /// Source: the Mustache specification 1.4, the parts of it that we use.
    static let spec: [(template: String, result: String)] = [
        ("Hello, {{name}}!", "Hello, <Ann>!"), ("Hello, {{{name}}}!", "Hello, Ann!"),
        ("Hello, {{& name }}!", "Hello, Ann!"), ("{{ name }}", "<Ann>"),
        ("a{{! a comment }}b", "ab"), ("Begin.\n{{! alone }}\nEnd.\n", "Begin.\nEnd.\n"),
        ("Begin.\n  {{! indented }}\nEnd.\n", "Begin.\nEnd.\n"),
        ("12 {{! beside }}\n", "12 \n"), ("a\n{{!\n many\n lines }}\nb", "a\nb"),
        ("{{#list}}{{.}};{{/list}}", "<x>;<y>;"), ("{{#none}}no{{/none}}", ""),
        ("{{^none}}yes{{/none}}", "yes"), ("{{^list}}no{{/list}}", ""),
        ("{{^empty}}yes{{/empty}}", "yes"), ("{{#empty}}no{{/empty}}", ""),
        ("{{#name}}is {{.}}{{/name}}", "is <Ann>"),
        ("{{#people}}{{first}} {{/people}}", "<A> <B> "),
        ("{{#people}}{{first}}{{name}} {{/people}}", "<A><Ann> <B><Ann> "),
        ("{{#people}}{{#pets}}{{first}}{{.}} {{/pets}}{{/people}}", "<A><cat> "),
        ("#{{#list}}\n/\n{{/list}}", "#\n/\n\n/\n"),
        ("|\n{{#list}}\n-\n{{/list}}\n|", "|\n-\n-\n|"),
        (" {{#list}} a {{/list}}\n", "  a  a \n"),
        ("{{#list}}\r\n-\r\n{{/list}}\r\n", "-\r\n-\r\n"),
        ("  {{#list}}\n-\n  {{/list}}", "-\n-\n"), ("\n {{^none}}\nx\n{{/none}}\n", "\nx\n"),
        ("no tags { here } }}", "no tags { here } }}"), ("{ {name} }", "{ {name} }"),
    ]

    @Test(arguments: spec)
    func aTemplateIsFilledAsTheSpecificationSays(template: String, result: String) throws {
        let nodes = try TemplateParser.nodes(of: template, file: "t")
        let values: [String: TemplateValue] = [
            "name": .text("Ann"), "empty": .text(""), "list": .texts(["x", "y"]),
            "none": .items([]),
            "people": .items([
                .scope(["first": .text("A"), "pets": .texts(["cat"])]),
                .scope(["first": .text("B"), "pets": .items([])]),
            ]),
        ]
        #expect(Template(nodes: nodes).text(values) { "<\($0)>" } == result)
    }

    @Test func aPartialIsPutInWithItsIndentation() throws {
        let texts = ["inner.mustache": "a\n{{name}}\n", "t": "x\n  {{> inner}}\ny {{> inner}}"]
        let nodes = try TemplateExpansion(texts: texts)
            .nodes(of: texts["t"] ?? "", file: "t", within: ["t"])
        let text = Template(nodes: nodes).text(["name": .text("N")]) { $0 }
        #expect(text == "x\n  a\n  N\ny a\nN\n")
    }

    // MARK: - What is wrong with it, and where

    static let broken: [(template: String, line: Int, problem: String)] = [
        ("a\n{{name", 2, "a tag is opened and never closed"),
        ("{{#tools}}\n{{/goal}}", 2, "\"goal\" ends here, but \"tools\" of line 1 is open"),
        ("a\nb\n{{#tools}}", 3, "the section \"tools\" never ends"),
        ("{{/tools}}", 1, "the section \"tools\" ends but was never opened"),
        ("\n{{na me}}", 2, "\"na me\" is not a name"), ("{{}}", 1, "\"\" is not a name"),
        ("{{=<% %>=}}", 1, "\"<% %>=\" is not a name"),
        ("x\n{{nmae}}", 2, "there is no value called \"nmae\""),
        ("{{#tools}}\n{{goals}}{{/tools}}", 2, "there is no value called \"goals\""),
        ("{{tools}}", 1, "\"tools\" is a list: open it as a section"),
        ("\n{{> nowhere}}", 2, "there is no template \"nowhere.mustache\""),
        ("{{> general}}", 1, "\"general\" would contain itself"),
    ]

    @Test(arguments: broken)
    func aBrokenTemplateIsNamedWithItsLine(
        template: String, line: Int, problem: String
    ) {
        #expect(throws: TemplateError(file: "general.mustache", line: line, problem: problem)) {
            _ = try PromptGenerator(overrides: ["general.mustache": template])
        }
    }

    @Test func anErrorInAPartialNamesThePartial() {
        #expect(
            throws: TemplateError(
                file: "python_http.mustache", line: 2,
                problem: "there is no value called \"oops\"")
        ) {
            _ = try PromptGenerator(overrides: ["python_http.mustache": "\n{{oops}}"])
        }
    }

    @Test func aForgottenValueIsFoundAndCanBeLeftOutOnPurpose() throws {
        let anthropic = try text(of: "anthropic.mustache")
        let without = anthropic.split(separator: "\n", omittingEmptySubsequences: false)
            .filter { !$0.contains("{{users}}") && !$0.contains("users}}") }
            .joined(separator: "\n")
        let error = #expect(throws: TemplateError.self) {
            _ = try PromptGenerator(overrides: ["anthropic.mustache": without])
        }
        #expect(error?.line == 1 && error?.problem.contains("never uses users") == true)
        _ = try PromptGenerator(
            overrides: ["anthropic.mustache": "{{! leaves out: users }}\n" + without])
    }

    @Test func aTemplateThatNobodyUsesIsRefused() {
        let error = #expect(throws: TemplateError.self) {
            _ = try PromptGenerator(overrides: ["gemini.mustache": "x"])
        }
        #expect(error?.description.hasPrefix("gemini.mustache:1: there is no template") == true)
    }

    @Test func anOverrideChangesThePrompt() throws {
        let changed = try text(of: "anthropic.mustache") + "\nBe kind.\n"
        let generator = try PromptGenerator(overrides: ["anthropic.mustache": changed])
        let input = PromptDesigns.input(PromptDesigns.buyer)
        let prompt = try generator.prompt(for: input, platform: .anthropic)
        #expect(prompt.systemPrompt.hasSuffix("\nBe kind.\n"))
    }

    // MARK: - The folder

    @Test func theListOfTemplatesIsTheFolder() throws {
        let folder = URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "../../templates/files")
        let names = try FileManager.default.contentsOfDirectory(atPath: folder.path)
        #expect(names.sorted() == Templates.files.map(\.name).sorted())
        let size = Templates.files.reduce(0) { $0 + $1.text.utf8.count }
        #expect(size < 50_000, "embedding more slows every build")
    }

    private func text(of name: String) throws -> String {
        try #require(Templates.files.first { $0.name == name }).text
    }
}
