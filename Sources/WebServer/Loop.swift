import CNet
import Glibc
import Web

/// One thread that waits for sockets and runs the requests' tasks: from socket to handler to
/// answer a request changes threads only where its handler awaits something outside.
///
/// Everything but `perform`, `enqueue` and `stop` belongs to the loop's thread. Other threads
/// reach it through the mailbox, whose lock is the only one.
@safe final class Loop: @unchecked Sendable {
    static let eventsMax = 256
    static let readBytesMax = 64 * 1024

    let configuration: ServerConfiguration
    let router: Router
    let shared: SharedState
    let epoll: Int32
    let mailbox: Mailbox

    var listener: Listener?
    var clients: [Client?] = Array(repeating: nil, count: 256)
    var clientCount = 0
    var generation: UInt32 = 0
    /// Tasks that still run, also those of clients that are gone.
    var taskCount = 0
    /// Jobs that the loop's own thread enqueued.
    var jobs: [Job] = []
    var now = SystemClock.milliseconds()
    var nextSweep: UInt64 = 0
    /// The listener rests until then: no descriptors are left.
    var acceptPause: UInt64?
    var drainDeadline: UInt64?
    var hasReportedDrained = false
    var names = RequestNames()
    var records: [AccessRecord] = []
    /// Answers are put together here.
    var scratch: [UInt8] = []
    let readBuffer = UnsafeMutableRawBufferPointer.allocate(
        byteCount: Loop.readBytesMax, alignment: 16)
    private var thread: pthread_t?
    private var dateSecond: Int64 = -1
    private var dateText: [UInt8] = []

    init(
        _ configuration: ServerConfiguration, router: Router, shared: SharedState,
        listener: Listener
    ) throws(ListenError) {
        self.configuration = configuration
        self.router = router
        self.shared = shared
        self.listener = listener
        mailbox = try Mailbox()
        epoll = epoll_create1(O_CLOEXEC)
        guard epoll >= 0 else { throw ListenError("epoll_create1", errno) }
        watch(mailbox.descriptor, Client.Key(mailbox.descriptor, 0), EPOLLIN.rawValue)
        watch(listener.descriptor, Client.Key(listener.descriptor, 0), EPOLLIN.rawValue)
    }

    deinit {
        Glibc.close(epoll)
        unsafe readBuffer.deallocate()
    }

    /// The thread's body: returns once the loop has drained.
    func run() {
        thread = pthread_self()
        nextSweep = now + sweepInterval
        let events = UnsafeMutableBufferPointer<epoll_event>.allocate(capacity: Loop.eventsMax)
        defer { unsafe events.deallocate() }
        while !isFinished {
            let count = unsafe wait(events)
            now = SystemClock.milliseconds()
            for index in 0..<count {
                let event = unsafe events[index]
                handle(Client.Key(eventData: unsafe event.data.u64), unsafe event.events)
            }
            runJobs()
            if now >= nextSweep { sweep() }
            shared.noteTurn(milliseconds: SystemClock.milliseconds() - now)
            reportDrained()
        }
        flushRecords(isLast: true)
    }

    /// Does it now on the loop's thread, else posts it there.
    func perform(_ action: @escaping @Sendable (Loop) -> Void) {
        if isCurrent { action(self) } else { mailbox.post(.call(action)) }
    }

    var isCurrent: Bool { thread.map { pthread_equal(pthread_self(), $0) != 0 } ?? false }

    var date: [UInt8] {
        let second = SystemClock.secondsSinceEpoch()
        if second != dateSecond {
            dateSecond = second
            dateText = Array(HTTPDate.text(secondsSinceEpoch: second).utf8)
        }
        return dateText
    }

    private func wait(_ events: UnsafeMutableBufferPointer<epoll_event>) -> Int {
        let pause = jobs.isEmpty ? Int32(clamping: nextSweep - min(now, nextSweep)) : 0
        let count = unsafe epoll_wait(epoll, events.baseAddress, Int32(Loop.eventsMax), pause)
        return max(0, Int(count))
    }

    private func handle(_ key: Client.Key, _ events: UInt32) {
        if key.descriptor == mailbox.descriptor {
            openMail()
        } else if key.generation == 0 {
            acceptSome()
        } else if let client = client(key) {
            handle(client, events)
        }
    }

    private func openMail() {
        for letter in mailbox.takeAll() {
            switch letter {
            case .job(let job): jobs.append(job)
            case .call(let action): action(self)
            }
        }
    }

    private func runJobs() {
        guard !jobs.isEmpty else { return }
        let batch = jobs
        jobs = []
        for job in batch { job.run(on: self) }
    }

    func client(_ key: Client.Key) -> Client? {
        guard Int(key.descriptor) < clients.count, let client = clients[Int(key.descriptor)],
            client.key.generation == key.generation
        else { return nil }
        return client
    }

    func watch(_ descriptor: Int32, _ key: Client.Key, _ events: UInt32, isNew: Bool = true) {
        var event = unsafe epoll_event()
        unsafe event.events = events
        unsafe event.data.u64 = key.eventData
        unsafe epoll_ctl(epoll, isNew ? EPOLL_CTL_ADD : EPOLL_CTL_MOD, descriptor, &event)
    }
}

extension Loop: TaskExecutor {
    func enqueue(_ job: consuming ExecutorJob) {
        let job = Job(job)
        if isCurrent { jobs.append(job) } else { mailbox.post(.job(job)) }
    }
}
