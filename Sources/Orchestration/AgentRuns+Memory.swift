public import Domain
public import Paygent

// What earlier commands of a session say about the next one.
extension AgentRuns {
    /// Runs that are looked back on.
    static let rememberedMax = 16

    /// Made from the stored runs, so that it is as durable as they are and cannot differ from them.
    public func memory(
        of session: ID<AgentSession>, tenant: Tenant
    ) async throws(Failure) -> SessionMemory {
        let page: Page<AgentRun>
        do {
            page = try await runs.list(
                AgentRunFilter(session: session), of: tenant, after: nil,
                limit: Self.rememberedMax)
        } catch { throw failure(error) }
        var memory = SessionMemory()
        for run in page.items.reversed() { memory.note(run) }
        return memory
    }

    /// A text that points at nothing costs no look back.
    func read(
        _ order: Order, in session: ID<AgentSession>?, of tenant: Tenant, tools: [HTTPTool]
    ) async throws(Failure) -> Command {
        if let given = order.command { return given }
        var remembered = SessionMemory()
        if let session, CommandReader.pointsBack(order.text) {
            remembered = try await memory(of: session, tenant: tenant)
        }
        let use = ToolReader.read(order.text, tools: tools) {
            CommandReader.read($0, in: remembered)
        }
        let command =
            if let use { use } else { await interpreter.read(order.text, in: remembered) }
        guard command.changesSomething else { return command }
        if CommandReader.postpones(order.text, read: command) { return .refuse(.notNow) }
        return CommandReader.asksSeveralTimes(order.text) ? .refuse(.severalTimes) : command
    }
}
