public import Models
internal import Synchronization

/// One model at one provider, asked over HTTP: one attempt, no second thoughts.
public struct HTTPModel: LanguageModel {
    private let endpoint: ModelEndpoint
    private let key: String?
    private let http: any HTTPClient
    private let times: ModelTimes

    public var name: String { endpoint.name }

    /// - Parameters:
    ///   - key: sent in a header to the endpoint, and told to nobody else.
    ///   - http: may reach this machine and private networks: the operator named the endpoint.
    public init(
        _ endpoint: ModelEndpoint, key: String?, http: any HTTPClient, times: ModelTimes
    ) {
        self.endpoint = endpoint
        self.key = key
        self.http = http
        self.times = times
    }

    public func answer(
        _ request: ModelRequest, onDelta: @escaping @Sendable (ModelDelta) -> Void
    ) async throws(ModelFailure) -> ModelReply {
        if endpoint.format.needsKey, key == nil { throw .keyRefused }
        let times = times.limited(to: request.patienceMilliseconds)
        let hearing = Hearing(endpoint.decoder(), times, onDelta)
        let call = call(request, times)
        let http = http
        let result = await withTaskGroup(of: Outcome.self) { group in
            group.addTask {
                do throws(HTTPFailure) {
                    return .answered(try await http.stream(call) { hearing.take($0) })
                } catch { return .failed(error) }
            }
            group.addTask { await hearing.watch() }
            var first = Outcome.stopped
            while let outcome = await group.next() {
                if first == .stopped { first = outcome }
                group.cancelAll()
            }
            return first
        }
        var reply = try hearing.reply(result)
        reply.model = name
        return reply
    }

    private func call(_ request: ModelRequest, _ times: ModelTimes) -> HTTPRequest {
        let wire = endpoint.wire(request, key: key)
        return HTTPRequest(
            "POST", wire.url, headers: wire.headers.map { HTTPHeader($0.name, $0.value) },
            body: wire.body,
            limits: .init(
                connectMilliseconds: times.connectMilliseconds,
                totalMilliseconds: times.totalMilliseconds,
                responseBytesMax: ReplyDecoder.wireBytesMax))
    }
}

/// How an attempt ended.
private enum Outcome: Sendable, Equatable {
    case answered(HTTPResponse)
    case failed(HTTPFailure)
    case late(ModelFailure.Phase)
    /// The watch was called off.
    case stopped
}

/// What was heard so far: filled where the bytes come in, watched by one waiting task.
private final class Hearing: Sendable {
    private struct State {
        var decoder: ReplyDecoder
        var watch: ModelWatch
        var failure: ModelFailure?
    }

    private let state: Mutex<State>
    private let start = ContinuousClock.now
    private let onDelta: @Sendable (ModelDelta) -> Void

    init(
        _ decoder: ReplyDecoder, _ times: ModelTimes,
        _ onDelta: @escaping @Sendable (ModelDelta) -> Void
    ) {
        state = Mutex(State(decoder: decoder, watch: ModelWatch(times)))
        self.onDelta = onDelta
    }

    /// False when nothing more need come.
    func take(_ bytes: [UInt8]) -> Bool {
        let elapsed = elapsedMilliseconds
        let deltas = state.withLock { state -> [ModelDelta]? in
            state.watch.heard(at: elapsed)
            do throws(ModelFailure) { return try state.decoder.take(bytes) } catch {
                state.failure = error
                return nil
            }
        }
        for delta in deltas ?? [] { onDelta(delta) }
        return deltas != nil
    }

    /// Ends when a time has run out.
    func watch() async -> Outcome {
        while true {
            let deadline = state.withLock { $0.watch.deadline }
            let left = deadline.milliseconds - elapsedMilliseconds
            if left <= 0 { return .late(deadline.phase) }
            do { try await Task.sleep(for: .milliseconds(left)) } catch { return .stopped }
        }
    }

    func reply(_ outcome: Outcome) throws(ModelFailure) -> ModelReply {
        if let failure = state.withLock({ $0.failure }) { throw failure }
        switch outcome {
        case .answered(let response):
            guard (200..<300).contains(response.status) else { throw ModelFailure(response) }
            let finished = state.withLock { state -> Result<ModelReply, ModelFailure> in
                do throws(ModelFailure) { return .success(try state.decoder.finish()) } catch {
                    return .failure(error)
                }
            }
            return try finished.get()
        case .failed(let failure): throw ModelFailure(failure)
        case .late(let phase): throw .late(phase)
        case .stopped: throw .cancelled
        }
    }

    private var elapsedMilliseconds: Int {
        let elapsed = (ContinuousClock.now - start).components
        return Int(elapsed.seconds) * 1_000 + Int(elapsed.attoseconds / 1_000_000_000_000_000)
    }
}

extension ModelFailure {
    fileprivate init(_ response: HTTPResponse) {
        switch response.status {
        case 401, 403: self = .keyRefused
        case 404: self = .unknownModel
        case 408: self = .late(.total)
        case 429, 529: self = .busy(retryAfterSeconds: response.retryAfterSeconds)
        case 503 where response.retryAfterSeconds != nil:
            self = .busy(retryAfterSeconds: response.retryAfterSeconds)
        case 500...: self = .broken(status: response.status)
        default: self = .badRequest(status: response.status)
        }
    }

    fileprivate init(_ failure: HTTPFailure) {
        switch failure {
        case .badRequest(let part): self = .unreachable("the address cannot be used: \(part)")
        case .forbiddenAddress(let reason): self = .unreachable(reason)
        case .notResolved: self = .unreachable("no machine has that name")
        case .notConnected(let reason), .broken(let reason): self = .unreachable(reason)
        case .untrustedCertificate(let reason): self = .unreachable(reason)
        case .timedOut: self = .late(.total)
        case .responseTooLarge: self = .tooLarge
        case .cancelled: self = .cancelled
        }
    }
}

extension HTTPResponse {
    /// Whole seconds; a date or a fraction counts as not said.
    fileprivate var retryAfterSeconds: Int? {
        value(of: "retry-after").flatMap { Int($0) }.flatMap { $0 >= 0 ? $0 : nil }
    }
}
