import Domain
import Foundation
import JSON
import Testing

@testable import Wizard

@Suite struct PromptPackageTests {
    @Test func theChecksumIsTheStandards() {
        #expect(CRC32.checksum(Array("123456789".utf8)) == 0xCBF4_3926)
        #expect(CRC32.checksum([]) == 0)
    }

    @Test func theArchiveHoldsEveryFileOnce() throws {
        let input = PromptDesigns.input(PromptDesigns.buyer)
        let generator = try PromptGenerator()
        let archive = generator.package(for: input, format: .zip)
        #expect(archive.name == "penny.zip" && archive.mediaType == "application/zip")
        #expect(archive.bytes.starts(with: [0x50, 0x4B, 3, 4]))
        let text = String(decoding: archive.bytes, as: UTF8.self)
        for prompt in generator.prompts(for: input) {
            #expect(text.contains("platforms/" + prompt.file.name))
        }
        #expect(text.contains("README.md") && text.contains("WEATHER_API_KEY="))
        #expect(generator.package(for: input, format: .zip) == archive)
    }

    @Test func theDocumentIsWhatTheDesignSays() throws {
        let input = PromptDesigns.input(PromptDesigns.buyer)
        let document = try PromptGenerator().document(for: input)
        #expect(document["design"] == input.design.json)
        #expect(document["maximum_loss"] == input.maximumLoss.json)
        #expect(document["workflow"] == input.workflow.json)
        #expect(document["prompts"]?.object?.members.count == Platform.allCases.count - 1)
        #expect(document["certificate"]?.array?.count == input.certificate.count + 1)
    }

    static let yaml: [(value: JSONValue, text: String)] = [
        (["a": 1], "a: 1\n"), (["a": ["b": "c"]], "a:\n  b: c\n"),
        (["a": [1, ["x": true, "y": nil]]], "a:\n  - 1\n  - x: true\n    \"y\": null\n"),
        (["a": []], "a: []\n"), (["a": [:]], "a: {}\n"),
        (["a": [[1, 2]]], "a:\n  - - 1\n    - 2\n"),
        (["a": "no"], "a: \"no\"\n"), (["a": "NULL"], "a: \"NULL\"\n"),
        (["a": "1e3"], "a: \"1e3\"\n"), (["a": ""], "a: \"\"\n"), (["a": "- x"], "a: \"- x\"\n"),
        (["a": "x: y"], "a: \"x: y\"\n"), (["a": "x #y"], "a: \"x #y\"\n"),
        (["a": "x\ny"], "a: |-\n  x\n  y\n"), (["a": "x\n\ny\n"], "a: |\n  x\n\n  y\n"),
        (["a": "x\n\n"], "a: |+\n  x\n\n"), (["a": " x\ny"], "a: \" x\\ny\"\n"),
        (["a": "tab\tx\ny"], "a: \"tab\\tx\\ny\"\n"), (["a": "\u{2028}"], "a: \"\\u2028\"\n"),
        (["a": "\u{1}\u{7F}\u{85}\u{FEFF}"], "a: \"\\x01\\x7f\\x85\\ufeff\"\n"),
        (["a": "\u{1F4B8}"], "a: \"\u{1F4B8}\"\n"), (["on": "x "], "\"on\": \"x \"\n"),
        (["a": ["x\ny"]], "a:\n  - |-\n    x\n    y\n"),
    ]

    @Test(arguments: yaml)
    func aValueIsWrittenSoThatEveryReaderReadsIt(value: JSONValue, text: String) {
        #expect(YAMLWriter.text(value) == text)
    }
}
