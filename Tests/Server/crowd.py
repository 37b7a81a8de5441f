"""Many clients whose model answers slowly, all under way together."""

import threading
import time

COUNT = 200
RESIDENT_MAX = 150 * 1024  # kB


def proc(server, field):
    """A figure of /proc/PID/status: kB, or a count."""
    for line in open(f"/proc/{server.process.pid}/status"):
        if line.startswith(field):
            return int(line.split()[1])


def take_no_thread_more(server, provider, gate, act):
    """`act(number)` for each client; the provider answers when the gate opens. Returns what each act gave."""
    server.get("/livez")
    threads_before = proc(server, "Threads")
    results, failures = [], []

    def client(number):
        try:
            results.append(act(number))
        except OSError as error:
            failures.append(error)

    clients = [threading.Thread(target=client, args=(number,)) for number in range(COUNT)]
    for thread in clients:
        thread.start()
    deadline = time.monotonic() + 60
    while len(provider.requests) < COUNT and time.monotonic() < deadline:
        time.sleep(0.05)
    assert len(provider.requests) == COUNT
    threads, resident = proc(server, "Threads"), proc(server, "VmRSS")
    gate.set()
    for thread in clients:
        thread.join()
    print(f"threads {threads_before} -> {threads}, RSS {resident // 1024} MiB")
    assert not failures
    assert threads <= threads_before + 1 and resident < RESIDENT_MAX
    return results
