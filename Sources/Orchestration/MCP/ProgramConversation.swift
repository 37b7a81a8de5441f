internal import MCP
internal import Synchronization

/// One exchange with a program over its standard input and output. Source: MCP, Transports, stdio.
final class ProgramConversation: Sendable {
    private struct State {
        var exchange: ClientExchange
        var outcome: ClientExchange.Outcome?
    }

    private let state: Mutex<State>

    init(_ exchange: ClientExchange) {
        state = Mutex(State(exchange: exchange))
    }

    func run(
        _ command: LocalCommand, _ programs: any LocalPrograms, milliseconds: Int
    ) async throws(MCPCallFailure) -> ClientExchange.Outcome {
        let first = state.withLock { $0.exchange.begin() }
        guard case .say(let lines) = reply(first) else { return try result() }
        do throws(LocalProgramFailure) {
            try await programs.converse(
                with: command, first: lines,
                limits: LocalLimits(totalMilliseconds: milliseconds)
            ) { line in
                // Blank lines are nobody's message.
                guard !line.isEmpty else { return .say([]) }
                return self.reply(self.state.withLock { $0.exchange.apply(.received(line)) })
            }
        } catch {
            if state.withLock({ $0.outcome != nil }) { return try result() }
            throw failed(.program(error))
        }
        return try result()
    }

    private func result() throws(MCPCallFailure) -> ClientExchange.Outcome {
        let outcome = state.withLock { $0.outcome } ?? .failed(.ended)
        guard case .failed(let failure) = outcome else { return outcome }
        throw failed(.exchange(failure))
    }

    private func failed(_ failure: MCPFailure) -> MCPCallFailure {
        state.withLock {
            MCPCallFailure(
                failure: failure, mayHaveBeenReceived: $0.exchange.hasCalled,
                hasGivenAway: $0.exchange.hasGivenAway)
        }
    }

    private func reply(_ next: ClientExchange.Next) -> LocalReply {
        switch next {
        case .send(let messages): return .say(messages.map(\.bytes))
        case .wait: return .say([])
        case .finished(let outcome):
            state.withLock { $0.outcome = outcome }
            return .done
        }
    }
}
