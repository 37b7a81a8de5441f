import CNet
import Glibc

/// What other threads want a loop to do. The loop sleeps in `epoll_wait`; the first letter in an
/// empty box wakes it through the eventfd.
final class Mailbox: Sendable {
    enum Letter {
        case job(Job)
        case call(@Sendable (Loop) -> Void)
    }

    let descriptor: Int32
    private let letters = Lock<[Letter]>([])

    init() throws(ListenError) {
        descriptor = eventfd(0, O_NONBLOCK | O_CLOEXEC)
        guard descriptor >= 0 else { throw ListenError("eventfd", errno) }
    }

    deinit { close(descriptor) }

    func post(_ letter: Letter) {
        let isFirst = letters.withLock { letters in
            letters.append(letter)
            return letters.count == 1
        }
        if isFirst { eventfd_write(descriptor, 1) }
    }

    func takeAll() -> [Letter] {
        var count: eventfd_t = 0
        unsafe eventfd_read(descriptor, &count)
        return letters.withLock { letters in
            defer { letters = [] }
            return letters
        }
    }
}
