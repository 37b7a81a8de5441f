internal import CCurl
internal import Glibc
internal import Orchestration
internal import Synchronization

/// The one thread on which libcurl runs all transfers. Others only leave a note and wake it.
@safe final class CurlLoop: @unchecked Sendable {
    // Sendable: `inbox` is behind its lock, `running` and `spare` belong to the loop's thread, and
    // of libcurl's handle other threads use only `curl_multi_wakeup`, which is made for that.
    private struct Inbox {
        var added: [any CurlWork] = []
        var cancelled: [any CurlWork] = []
        var isStopping = false
    }

    private let inbox = Mutex(Inbox())
    private let multi: UnsafeMutableRawPointer
    private var running: [UnsafeMutableRawPointer: any CurlWork] = unsafe [:]
    private var spare: [UnsafeMutableRawPointer] = unsafe []

    static let connectionsMax = 512
    private static let spareMax = 32
    /// A safety net only: every note wakes the loop at once.
    private static let pollMilliseconds: Int32 = 60_000

    /// libcurl asks for this once, before any thread uses it.
    private static let isReady = curl_global_init(Int(CURL_GLOBAL_DEFAULT)) == CURLE_OK

    init(connectionsPerHostMax: Int) throws(HTTPFailure) {
        guard Self.isReady, let multi = unsafe curl_multi_init() else {
            throw .broken("libcurl did not start")
        }
        // Where no more files may be opened, the library starts without its own way to be woken.
        guard unsafe curl_multi_wakeup(multi) == CURLM_OK else {
            unsafe curl_multi_cleanup(multi)
            throw .broken("libcurl cannot be woken; may this process open no more files?")
        }
        unsafe self.multi = multi
        for (option, value) in [
            (CURLMOPT_MAX_TOTAL_CONNECTIONS, Self.connectionsMax),
            (CURLMOPT_MAX_HOST_CONNECTIONS, connectionsPerHostMax),
        ] {
            let set = unsafe paygent_multi_set_long(multi, option, value)
            precondition(set == CURLM_OK, "the library knows its own options")
        }
    }

    deinit {
        while let handle = unsafe spare.popLast() { unsafe curl_easy_cleanup(handle) }
        unsafe curl_multi_cleanup(multi)
    }

    /// The thread holds the loop until `stop`.
    func start() {
        let retained = unsafe Unmanaged.passRetained(self).toOpaque()
        var thread = pthread_t()
        let started = unsafe pthread_create(
            &thread, nil,
            { argument in
                guard let argument = unsafe argument else { return nil }
                let loop = unsafe Unmanaged<CurlLoop>.fromOpaque(argument).takeRetainedValue()
                loop.run()
                return nil
            }, retained)
        precondition(started == 0, "a thread can be had at start")
        pthread_detach(thread)
    }

    func stop() { leave { $0.isStopping = true } }

    func add(_ transfer: any CurlWork) { leave { $0.added.append(transfer) } }

    func cancel(_ transfer: any CurlWork) { leave { $0.cancelled.append(transfer) } }

    private func leave(_ note: (inout Inbox) -> Void) {
        inbox.withLock { note(&$0) }
        let woken = unsafe curl_multi_wakeup(multi)
        precondition(woken == CURLM_OK, "the loop can be woken")
    }
}

// On the loop's thread.
extension CurlLoop {
    private func run() {
        ignoreBrokenPipes()
        var handlesLeft: Int32 = 0
        while true {
            let notes = inbox.withLock { inbox in
                defer { inbox = Inbox(isStopping: inbox.isStopping) }
                return inbox
            }
            for transfer in notes.added { begin(transfer) }
            for transfer in notes.cancelled { abandon(transfer) }
            if notes.isStopping { break }
            let performed = unsafe curl_multi_perform(multi, &handlesLeft)
            precondition(performed == CURLM_OK, "transfers run")
            collect()
            let polled = unsafe curl_multi_poll(multi, nil, 0, Self.pollMilliseconds, nil)
            precondition(polled == CURLM_OK, "sockets can be waited for")
        }
        for transfer in unsafe Array(running.values) { abandon(transfer) }
    }

    /// A peer that leaves shows as an error, not as a signal.
    private func ignoreBrokenPipes() {
        var signals = sigset_t()
        unsafe sigemptyset(&signals)
        unsafe sigaddset(&signals, SIGPIPE)
        unsafe pthread_sigmask(SIG_BLOCK, &signals, nil)
    }

    private func begin(_ transfer: any CurlWork) {
        guard !transfer.isAbandoned else {
            transfer.finish(.cancelled)
            return
        }
        guard let handle = unsafe spare.popLast() ?? curl_easy_init() else {
            transfer.finish(.noMemory)
            return
        }
        guard unsafe transfer.prepare(handle),
            unsafe curl_multi_add_handle(multi, handle) == CURLM_OK
        else {
            unsafe release(handle)
            transfer.finish(.refused)
            return
        }
        unsafe transfer.handle = handle
        unsafe running[handle] = transfer
    }

    private func abandon(_ transfer: any CurlWork) {
        // The note may come before the transfer does: it is then not begun at all.
        transfer.isAbandoned = true
        guard let handle = unsafe transfer.handle, unsafe running[handle] === transfer else {
            return
        }
        unsafe end(handle)
        transfer.finish(.cancelled)
    }

    private func collect() {
        var left: Int32 = 0
        while let message = unsafe curl_multi_info_read(multi, &left) {
            guard unsafe message.pointee.msg == CURLMSG_DONE,
                let handle = unsafe message.pointee.easy_handle,
                let transfer = unsafe running[handle]
            else { continue }
            let code = unsafe paygent_result(message)
            unsafe transfer.finish(code, of: handle)
            unsafe end(handle)
        }
    }

    private func end(_ handle: UnsafeMutableRawPointer) {
        unsafe running.removeValue(forKey: handle)
        let removed = unsafe curl_multi_remove_handle(multi, handle)
        precondition(removed == CURLM_OK, "a running transfer can be taken out")
        unsafe release(handle)
    }

    private func release(_ handle: UnsafeMutableRawPointer) {
        guard unsafe spare.count < Self.spareMax else {
            unsafe curl_easy_cleanup(handle)
            return
        }
        unsafe curl_easy_reset(handle)
        unsafe spare.append(handle)
    }
}
