import Glibc

/// The kernel's clocks.
enum SystemClock {
    /// Since the machine started; a few milliseconds coarse, and nearly free.
    static func milliseconds() -> UInt64 {
        let time = read(CLOCK_MONOTONIC_COARSE)
        return UInt64(time.tv_sec) * 1000 + UInt64(time.tv_nsec) / 1_000_000
    }

    /// Since the machine started.
    static func microseconds() -> UInt64 {
        let time = read(CLOCK_MONOTONIC)
        return UInt64(time.tv_sec) * 1_000_000 + UInt64(time.tv_nsec) / 1000
    }

    static func secondsSinceEpoch() -> Int64 { Int64(read(CLOCK_REALTIME_COARSE).tv_sec) }

    private static func read(_ clock: clockid_t) -> timespec {
        var time = timespec()
        unsafe clock_gettime(clock, &time)
        return time
    }
}
