import Domain
import Foundation
import Testing
import Wizard

/// Writes every export of every design for the vendors' own SDKs to load: `Tests/Vendors`.
@Suite struct PromptExportDirectoryTests {
    static let directory = ProcessInfo.processInfo.environment["PAYGENT_EXPORT_DIR"]

    @Test(.enabled(if: directory != nil))
    func everyExportIsWrittenForTheVendors() throws {
        let root = URL(filePath: try #require(Self.directory), directoryHint: .isDirectory)
        if FileManager.default.fileExists(atPath: root.path) {
            try FileManager.default.removeItem(at: root)
        }
        let generator = try PromptGenerator()
        for (name, input) in PromptDesigns.all {
            let folder = root.appending(path: name, directoryHint: .isDirectory)
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            for prompt in generator.prompts(for: input) {
                try write(prompt.file, as: prompt.platform.rawValue, to: folder)
                let text = folder.appending(path: prompt.platform.rawValue + ".prompt.txt")
                try Data(prompt.systemPrompt.utf8).write(to: text)
            }
            for format in PackageFormat.allCases {
                try write(generator.package(for: input, format: format), as: "package", to: folder)
            }
        }
    }

    /// Named by platform and ending, so that the loader needs no table.
    private func write(_ file: GeneratedFile, as stem: String, to folder: URL) throws {
        let ending = file.name.split(separator: ".").last.map(String.init) ?? "bin"
        try Data(file.bytes).write(to: folder.appending(path: "\(stem).\(ending)"))
    }
}
