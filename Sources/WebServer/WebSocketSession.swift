import CNet
import CWslay
import Glibc
import Web

/// One WebSocket's frames, read and written by wslay straight on the socket. The loop's thread
/// alone touches it.
///
/// wslay checks masks, UTF-8, sizes and the order of fragments, answers pings and close frames.
@safe final class WebSocketSession {
    /// Messages kept for a handler that is busy; more stay in the kernel.
    private static let incomingMax = 32
    private static let outgoingBytesMax = 256 * 1024
    /// Answers to pings count, too: who reads none of them is not read either.
    private static let outgoingMax = 256

    private let descriptor: Int32
    private var context: wslay_event_context_ptr?
    /// Bytes that came together with the handshake.
    private var early: [UInt8]
    private var incoming: [WebSocketMessage] = []
    private var receiver: Waiter<WebSocketMessage?>?
    private var senders: [Waiter<Bool>] = []
    private var isEnded = false
    /// Set when we said goodbye: until then the other end may answer it.
    var closeDeadline: UInt64?
    private(set) var sentBytes = 0

    init(descriptor: Int32, early: [UInt8], messageBytesMax: Int) {
        self.descriptor = descriptor
        self.early = early
        var callbacks = WebSocketSession.callbacks
        let result = unsafe wslay_event_context_server_init(
            &context, &callbacks, Unmanaged.passUnretained(self).toOpaque())
        precondition(result == 0, "wslay has no memory for a context")
        unsafe wslay_event_config_set_max_recv_msg_length(context, UInt64(messageBytesMax))
    }

    deinit { unsafe wslay_event_context_free(context) }

    var wantsInput: Bool {
        unsafe wslay_event_want_read(context) != 0 && !isFull
    }

    private var isFull: Bool {
        let outgoing = unsafe wslay_event_get_queued_msg_count(context)
        return incoming.count >= WebSocketSession.incomingMax
            || outgoing >= WebSocketSession.outgoingMax
    }

    var wantsOutput: Bool { unsafe wslay_event_want_write(context) != 0 }

    /// Both ends have said goodbye, or the rules were broken and we have said so.
    var isFinished: Bool {
        unsafe wslay_event_want_read(context) == 0 && wslay_event_want_write(context) == 0
    }

    /// Reads and writes what is possible.
    ///
    /// - Returns: false when the socket is broken or the other end is gone.
    func exchange() -> Bool {
        repeat {
            guard unsafe wslay_event_recv(context) == 0, unsafe wslay_event_send(context) == 0
            else { return false }
        } while !early.isEmpty && wantsInput
        if unsafe wslay_event_get_close_received(context) != 0 { deliverEnd() }
        if unsafe wslay_event_get_queued_msg_length(context) < WebSocketSession.outgoingBytesMax {
            resumeSenders(true)
        }
        return true
    }

    /// Hands the next message over, now or when it comes.
    ///
    /// - Returns: whether the socket should be read again, since there is room.
    func receive(_ receiver: Waiter<WebSocketMessage?>) -> Bool {
        if !incoming.isEmpty {
            receiver.resume(incoming.removeFirst())
            return true
        }
        let isOther = self.receiver != nil
        if isEnded || isOther {
            receiver.resume(nil)
        } else {
            self.receiver = receiver
        }
        return false
    }

    /// The task that waits for a message was cancelled.
    func stopReceiving() {
        guard let receiver else { return }
        self.receiver = nil
        receiver.resume(nil)
    }

    /// - Returns: false when no more can be sent.
    func queue(_ message: WebSocketMessage) -> Bool {
        switch message {
        case .text(let text): queue(Array(text.utf8), UInt8(WSLAY_TEXT_FRAME.rawValue))
        case .binary(let bytes): queue(bytes, UInt8(WSLAY_BINARY_FRAME.rawValue))
        }
    }

    func queuePing() { _ = queue([], UInt8(WSLAY_PING.rawValue)) }

    func queueClose(_ code: WebSocketCloseCode, _ reason: String) {
        let text = WebSocketSession.closeReason(reason)
        _ = unsafe text.withUnsafeBufferPointer { buffer in
            unsafe wslay_event_queue_close(context, code.rawValue, buffer.baseAddress, buffer.count)
        }
    }

    /// Resumes the sender once there is room.
    func waitForRoom(_ sender: Waiter<Bool>) {
        let waiting = unsafe wslay_event_get_queued_msg_length(context)
        if isEnded || waiting < WebSocketSession.outgoingBytesMax {
            sender.resume(!isEnded)
        } else {
            senders.append(sender)
        }
    }

    /// The connection is gone.
    func end() {
        deliverEnd()
        resumeSenders(false)
    }

    private func deliverEnd() {
        isEnded = true
        stopReceiving()
    }

    private func resumeSenders(_ isHere: Bool) {
        guard !senders.isEmpty else { return }
        let waiting = senders
        senders = []
        for sender in waiting { sender.resume(isHere) }
    }

    private func queue(_ bytes: [UInt8], _ opcode: UInt8) -> Bool {
        sentBytes += bytes.count
        return unsafe bytes.withUnsafeBufferPointer { buffer in
            var message = unsafe wslay_event_msg(
                opcode: opcode, msg: buffer.baseAddress, msg_length: buffer.count)
            return unsafe wslay_event_queue_msg(context, &message) == 0
        }
    }

    /// A close frame has room for 123 bytes; cut between characters. Source: RFC 6455 section 5.5.
    private static func closeReason(_ reason: String) -> [UInt8] {
        var text = reason
        while text.utf8.count > 123 { text.removeLast() }
        return Array(text.utf8)
    }
}

extension WebSocketSession {
    private static let callbacks = unsafe wslay_event_callbacks(
        recv_callback: { context, buffer, length, _, session in
            unsafe of(session).read(context, buffer, length)
        },
        send_callback: { context, bytes, length, _, session in
            unsafe of(session).write(context, bytes, length)
        },
        genmask_callback: nil, on_frame_recv_start_callback: nil,
        on_frame_recv_chunk_callback: nil, on_frame_recv_end_callback: nil,
        on_msg_recv_callback: { _, message, session in
            guard let message = unsafe message?.pointee else { return }
            unsafe of(session).take(message)
        })

    private static func of(_ pointer: UnsafeMutableRawPointer?) -> WebSocketSession {
        guard let pointer = unsafe pointer else {
            preconditionFailure("wslay hands back the session it was given")
        }
        return unsafe Unmanaged.fromOpaque(pointer).takeUnretainedValue()
    }

    private func read(
        _ context: wslay_event_context_ptr?, _ buffer: UnsafeMutablePointer<UInt8>?, _ length: Int
    ) -> Int {
        guard !isFull else {
            unsafe wslay_event_set_error(context, WSLAY_ERR_WOULDBLOCK.rawValue)
            return -1
        }
        if !early.isEmpty { return unsafe readEarly(buffer, length) }
        let count = unsafe recv(descriptor, buffer, length, 0)
        if count > 0 { return count }
        let isLater = count < 0 && (errno == EAGAIN || errno == EINTR)
        unsafe wslay_event_set_error(
            context, (isLater ? WSLAY_ERR_WOULDBLOCK : WSLAY_ERR_CALLBACK_FAILURE).rawValue)
        return -1
    }

    private func readEarly(_ buffer: UnsafeMutablePointer<UInt8>?, _ length: Int) -> Int {
        let count = min(length, early.count)
        for index in 0..<count { unsafe buffer?[index] = early[index] }
        early.removeFirst(count)
        return count
    }

    private func write(
        _ context: wslay_event_context_ptr?, _ bytes: UnsafePointer<UInt8>?, _ length: Int
    ) -> Int {
        let count = unsafe send(descriptor, bytes, length, Int32(MSG_NOSIGNAL))
        if count >= 0 { return count }
        let isLater = errno == EAGAIN || errno == EINTR
        unsafe wslay_event_set_error(
            context, (isLater ? WSLAY_ERR_WOULDBLOCK : WSLAY_ERR_CALLBACK_FAILURE).rawValue)
        return -1
    }

    private func take(_ message: wslay_event_on_msg_recv_arg) {
        let bytes = unsafe Array(
            UnsafeBufferPointer(start: message.msg, count: message.msg_length))
        switch unsafe UInt32(message.opcode) {
        case WSLAY_TEXT_FRAME.rawValue: deliver(.text(String(decoding: bytes, as: UTF8.self)))
        case WSLAY_BINARY_FRAME.rawValue: deliver(.binary(bytes))
        default: break
        }
    }

    private func deliver(_ message: WebSocketMessage) {
        if let receiver {
            self.receiver = nil
            receiver.resume(message)
        } else {
            incoming.append(message)
        }
    }
}
