public import Domain

/// Writes one design for each platform: the text, the tools, and the file that loads there.
public struct PromptGenerator: Sendable {
    /// - Parameter overrides: a user's own templates by file name; each replaces the built-in one.
    /// - Throws: `TemplateError` with the file and line of a template that cannot be used.
    public init(overrides: [String: String] = [:]) throws(TemplateError) {
        templates = try TemplateLibrary(overrides: overrides)
    }

    let templates: TemplateLibrary

    /// - Throws: `.gone` for a platform that its vendor has shut down.
    public func prompt(
        for input: ExportInput, platform: Platform
    ) throws(ExportError) -> Prompt {
        throw .gone(platform, migration: "This platform's export is being written.")
    }

    /// The whole package in one form.
    public func package(for input: ExportInput, format: PackageFormat) -> GeneratedFile {
        GeneratedFile(name: "design.mmd", mediaType: "text/vnd.mermaid", text: input.mermaid)
    }
}
