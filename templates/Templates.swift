/// The prompt texts of `templates/files`, compiled into the binary.
public enum Templates {
    public struct File: Sendable {
        /// With its ending: `anthropic.mustache`.
        public let name: String
        public let text: String

        init(_ name: String, _ bytes: [UInt8]) {
            self.name = name
            text = String(decoding: bytes, as: UTF8.self)
        }
    }

    /// Every file there is; a test compares the list with the folder.
    public static let files: [File] = [
        File("adk_tools.mustache", PackageResources.adk_tools_mustache),
        File("anthropic.mustache", PackageResources.anthropic_mustache),
        File("document.mustache", PackageResources.document_mustache),
        File("elevenlabs.mustache", PackageResources.elevenlabs_mustache),
        File("general.mustache", PackageResources.general_mustache),
        File("langgraph.mustache", PackageResources.langgraph_mustache),
        File("openai.mustache", PackageResources.openai_mustache),
        File("openai_agents.mustache", PackageResources.openai_agents_mustache),
        File("python_http.mustache", PackageResources.python_http_mustache),
        File("readme.mustache", PackageResources.readme_mustache),
        File("realtime.mustache", PackageResources.realtime_mustache),
        File("text.mustache", PackageResources.text_mustache),
        File("vapi.mustache", PackageResources.vapi_mustache),
    ]
}
