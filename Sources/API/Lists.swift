internal import Domain
internal import JSON
internal import Orchestration
internal import Paygent
internal import Web

// Every list is answered in one shape: `items`, `next_cursor` (null at the end), and what else it
// tells.
extension Response {
    static func list(
        _ items: [JSONValue], next: String? = nil, and more: JSONObject = [:]
    ) -> Response {
        let list: JSONObject = ["items": .array(items), "next_cursor": .optional(next)]
        return .json(.object(JSONObject(list.members + more.members)))
    }
}

extension Request {
    /// How many items the caller wants at once: `limit` in the query, 50 unless told.
    var pageLimit: Int {
        get throws(Problem) { try number("limit", default: 50, in: 1...200) }
    }
}

extension AgentRunStore {
    /// The page of a session's runs that was asked for.
    func runs(
        of session: AgentSession, _ request: Request
    ) async throws(Problem) -> Page<AgentRun> {
        let limit = try request.pageLimit
        do {
            return try await list(
                AgentRunFilter(session: session.id), of: .local, after: request.query["cursor"],
                limit: limit)
        } catch { throw Problem(error) }
    }
}
