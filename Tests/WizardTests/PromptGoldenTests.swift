import Domain
import Foundation
import Testing
import Wizard

/// Every file of two designs, byte by byte. After a wanted change run once with
/// `PAYGENT_GOLDEN=write` and read the difference before committing it.
@Suite struct PromptGoldenTests {
    static let folder = URL(filePath: #filePath).deletingLastPathComponent()
        .appending(path: "Golden/Prompts", directoryHint: .isDirectory)

    @Test(arguments: Platform.allCases.filter { $0 != .openaiAssistant })
    func everyPlatformWritesTheFileThatWasReviewed(platform: Platform) throws {
        let generator = try PromptGenerator()
        for (name, input) in PromptDesigns.golden {
            let file = try generator.prompt(for: input, platform: platform).file
            let ending = file.name.split(separator: ".").last.map(String.init) ?? "bin"
            guard ending == "zip" else {
                try compare(file.bytes, with: "\(name)/\(platform.rawValue).\(ending)")
                continue
            }
            // Archives are reviewed file by file.
            for entry in Self.entries(file.bytes) {
                try compare(entry.bytes, with: "\(name)/\(platform.rawValue)/\(entry.name)")
            }
        }
    }

    @Test(arguments: [PackageFormat.markdown, .text])
    func everyPackageIsTheOneThatWasReviewed(format: PackageFormat) throws {
        let generator = try PromptGenerator()
        for (name, input) in PromptDesigns.golden {
            let file = generator.package(for: input, format: format)
            try compare(file.bytes, with: "\(name)/package.\(format.rawValue)")
        }
    }

    /// The stored files of an archive, by their local headers.
    private static func entries(_ archive: [UInt8]) -> [(name: String, bytes: [UInt8])] {
        var entries: [(name: String, bytes: [UInt8])] = []
        var position = 0
        while archive[position...].starts(with: [0x50, 0x4B, 3, 4]) {
            func number(_ offset: Int, _ width: Int) -> Int {
                (0..<width).reduce(0) { $0 | Int(archive[position + offset + $1]) << (8 * $1) }
            }
            let name = position + 30
            let content = name + number(26, 2)
            let end = content + number(22, 4)
            entries.append(
                (
                    String(decoding: archive[name..<content], as: UTF8.self),
                    Array(archive[content..<end])
                ))
            position = end
        }
        return entries
    }

    private func compare(_ bytes: [UInt8], with path: String) throws {
        let file = Self.folder.appending(path: path)
        if ProcessInfo.processInfo.environment["PAYGENT_GOLDEN"] == "write" {
            try FileManager.default.createDirectory(
                at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
            try Data(bytes).write(to: file)
        }
        let expected = try Data(contentsOf: file)
        #expect(bytes.elementsEqual(expected), "\(path) differs from the reviewed file")
    }
}
