internal import JSON
internal import Orchestration
internal import Paygent
internal import Web

/// What waits for a person, as server-sent events: the whole list at once, and again whenever it
/// is another one. Nothing is missed by a client that comes back.
struct ApprovalStream {
    let approvals: Approvals
    let events: any Events

    /// Between two looks at the store, however much happens.
    static let pause = Duration.milliseconds(200)
    /// Without any event: what has expired, or was decided by another process, is seen then.
    static let patience = Duration.seconds(5)

    var response: Response {
        .events { writer in
            var shown: ServerSentEvent?
            for await _ in looks() {
                let event = await look()
                if event == shown { continue }
                shown = event
                do { try await writer.send(event) } catch { return }
                do { try await Task.sleep(for: Self.pause) } catch { return }
            }
        }
    }

    private func look() async -> ServerSentEvent {
        let waiting: [Approval]
        do { waiting = try await approvals.pending(of: .local) } catch {
            let problem = Problem(error)
            let data: JSONValue = [
                "code": .string(problem.code), "message": .string(problem.detail),
            ]
            return ServerSentEvent(event: "error", data: data.text)
        }
        let list: JSONValue = ["items": .array(waiting.map(\.clientJSON))]
        return ServerSentEvent(event: "approvals", data: list.text)
    }

    /// At once, after every commit, and after a while without one.
    private func looks() -> AsyncStream<Void> {
        let (stream, continuation) = AsyncStream.makeStream(
            of: Void.self, bufferingPolicy: .bufferingNewest(1))
        let events = events
        let commits = Task { for await _ in events.wakes() { continuation.yield() } }
        let clock = Task {
            repeat { continuation.yield() } while await slept(Self.patience)
        }
        continuation.onTermination = { _ in
            commits.cancel()
            clock.cancel()
        }
        return stream
    }

    private func slept(_ time: Duration) async -> Bool {
        do { try await Task.sleep(for: time) } catch { return false }
        return true
    }
}
