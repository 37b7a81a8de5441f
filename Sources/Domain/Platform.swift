/// Where an exported agent lives. The raw value is the format's name in the API.
public enum Platform: String, Sendable, Hashable, CaseIterable {
    case paygent
    case openaiResponses = "openai_responses"
    case openaiChat = "openai_chat"
    case openaiAgents = "openai_agents"
    case openaiAgentsAPI = "openai_agents_api"
    case openaiRealtime = "openai_realtime"
    /// Gone since 2026-08-26: refused with the way to migrate.
    case openaiAssistant = "openai_assistant"
    case anthropic
    case anthropicAgent = "anthropic_agent"
    case elevenlabs
    case vapi
    case gemini
    case googleADK = "google_adk"
    case langgraph
    case agno
    case agentSpec = "agent_spec"
    case mcp
    case mcpConfig = "mcp_config"
    case a2a
    case openapi
    case n8n
    case dify
    case generic
}
