internal import Dispatch
internal import Glibc
internal import Screen
internal import Synchronization

/// Says "working" while an answer takes long; Ctrl-C meanwhile: the turn is finished first.
final class WorkingSign: Sendable {
    private struct State {
        var isOver = false
        var isShown = false
        var interrupts = 0
        var doing = "working"
    }

    private let state = Mutex(State())
    private let isInteractive: Bool
    private let look: Look
    private nonisolated(unsafe) let signals: any DispatchSourceSignal

    /// Quicker answers need no sign.
    static let patience = Duration.milliseconds(250)
    static let pause = Duration.milliseconds(200)

    init() {
        let screen = TerminalScreen.standardOutput
        (isInteractive, look) = (screen.isInteractive, screen.look)
        signal(SIGINT, SIG_IGN)
        unsafe signals = DispatchSource.makeSignalSource(
            signal: SIGINT, queue: DispatchQueue(label: "paygent.chat"))
        unsafe signals.setEventHandler { [weak self] in self?.interrupted() }
        unsafe signals.resume()
    }

    /// Runs the work under the sign.
    ///
    /// - Returns: what came of it, and whether the person wants to leave.
    static func around<Value: Sendable>(
        _ work: () async throws(BackendFailure) -> Value
    ) async -> (Result<Value, BackendFailure>, wantsToLeave: Bool) {
        await above { _ throws(BackendFailure) in try await work() }
    }

    /// The same for work that prints lines meanwhile, by `show`.
    static func above<Value: Sendable>(
        _ work: (WorkingSign) async throws(BackendFailure) -> Value
    ) async -> (Result<Value, BackendFailure>, wantsToLeave: Bool) {
        let sign = WorkingSign()
        let drawing = sign.isInteractive ? Task.detached { await sign.draw() } : nil
        let result: Result<Value, BackendFailure>
        do { result = .success(try await work(sign)) } catch { result = .failure(error) }
        drawing?.cancel()
        return (result, sign.end())
    }

    /// Prints lines above the sign, and says what is being done from now on.
    func show(_ lines: [Line], doing: String?) {
        state.withLock { state in
            if state.isShown && !lines.isEmpty { Terminal.write("\r\u{1B}[K", to: STDOUT_FILENO) }
            if !lines.isEmpty {
                state.isShown = false
                Terminal.out(look.text(of: lines))
            }
            state.doing = doing ?? "working"
        }
    }

    private func draw() async {
        let start = ContinuousClock.now
        var wait = Self.patience
        let signs =
            look.hasUnicode ? ["·  ", "·· ", "···", " ··", "  ·", "   "] : ["-", "\\", "|", "/"]
        for count in 0... {
            do { try await Task.sleep(for: wait) } catch { return }
            wait = Self.pause
            let seconds = start.duration(to: .now).components.seconds
            state.withLock { state in
                guard !state.isOver else { return }
                state.isShown = true
                let time = seconds > 1 ? " \(seconds) s" : ""
                let text = "\(signs[count % signs.count]) \(state.doing)\(time)"
                // One line, or the next drawing would leave a part of it behind.
                let width = TerminalScreen.standardOutput.width - 1
                let fitting = Line(text, .faint).wrapped(to: width)
                let line = look.text(of: Array(fitting.prefix(1)))
                Terminal.write("\r\(line)\u{1B}[K", to: STDOUT_FILENO)
            }
        }
    }

    private func interrupted() {
        let count = state.withLock { state in
            state.interrupts += 1
            return state.interrupts
        }
        if count == 1 {
            Terminal.error("\nThis turn is finished first; Ctrl-C again leaves at once.")
        } else {
            Terminal.error("\nYour words are kept: paygent chat sends them again.")
            exit(ExitCode.interrupted)
        }
    }

    private func end() -> Bool {
        unsafe signals.cancel()
        signal(SIGINT, SIG_DFL)
        return state.withLock { state in
            state.isOver = true
            if state.isShown { Terminal.write("\r\u{1B}[K", to: STDOUT_FILENO) }
            return state.interrupts > 0
        }
    }
}
