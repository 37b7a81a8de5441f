public import Orchestration

/// Outgoing HTTP by libcurl: one thread for all transfers, TLS checked, addresses guarded.
public final class CurlClient: HTTPClient {
    private let loop: CurlLoop
    private let reach: Reach
    private let certificates: String?

    /// - Parameters:
    ///   - certificates: a file of authorities to trust instead of the system's.
    ///   - connectionsPerHostMax: more requests to one host than this wait for their turn.
    /// - Throws: `.broken` when libcurl or a thread cannot be had.
    public init(
        reach: Reach, certificates: String? = nil, connectionsPerHostMax: Int = 32
    ) throws(HTTPFailure) {
        self.reach = reach
        self.certificates = certificates
        loop = try CurlLoop(connectionsPerHostMax: connectionsPerHostMax)
        loop.start()
    }

    deinit { loop.stop() }

    public func send(_ request: HTTPRequest) async throws(HTTPFailure) -> HTTPResponse {
        try await perform(request, nil)
    }

    public func stream(
        _ request: HTTPRequest, onBytes: @escaping @Sendable ([UInt8]) -> Bool
    ) async throws(HTTPFailure) -> HTTPResponse {
        try await perform(request, Transfer.Listener(onHead: { _ in }, onBytes: onBytes))
    }

    public func stream(
        _ request: HTTPRequest, onHead: @escaping @Sendable (HTTPResponse) -> Void,
        onBytes: @escaping @Sendable ([UInt8]) -> Bool
    ) async throws(HTTPFailure) -> HTTPResponse {
        try await perform(request, Transfer.Listener(onHead: onHead, onBytes: onBytes))
    }

    private func perform(
        _ request: HTTPRequest, _ listener: Transfer.Listener?
    ) async throws(HTTPFailure) -> HTTPResponse {
        try RequestForm.check(request)
        let transfer = Transfer(request, reach: reach, certificates: certificates, listener)
        let result = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                transfer.whenFinished { continuation.resume(returning: $0) }
                loop.add(transfer)
            }
        } onCancel: {
            loop.cancel(transfer)
        }
        return try result.get()
    }
}
