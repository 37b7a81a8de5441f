"""What a long session and a full folder cost: message 1,000 beside message 10, and the time from the
start to the first answer with no sessions and with 10,000.

    python3 scripts/bench.d/sessions.py [--binary .build/release/paygent] [--sessions 10000]

Each figure is told as time on the clock and as the server's own CPU time: the second one also holds
on a machine that is busy with other things.
"""

import argparse
import concurrent.futures
import http.client
import json
import os
import pathlib
import statistics
import subprocess
import tempfile
import time

TICK = os.sysconf("SC_CLK_TCK")
ROOT = pathlib.Path(__file__).resolve().parents[2]


class Service:
    def __init__(self, binary, data):
        self.started = time.monotonic()
        self.process = subprocess.Popen(
            [binary, "serve", "--port", "0", "--data", str(data), "--web", str(ROOT / "web"),
             "--access-log", "off"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        for line in self.process.stdout:
            if line.startswith(b"listening on"):
                self.port = int(line.strip().rsplit(b":", 1)[1])
                break

    def cpu_milliseconds(self):
        fields = pathlib.Path(f"/proc/{self.process.pid}/stat").read_text().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) * 1000 / TICK

    def connection(self):
        return http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)

    def stop(self):
        self.process.terminate()
        self.process.wait()


def post(connection, path, body):
    connection.request("POST", f"/api/v1{path}", json.dumps(body), {"Content-Type": "application/json"})
    answer = connection.getresponse()
    content = answer.read()
    assert answer.status in (200, 201), (answer.status, content[:300])
    return json.loads(content)


def long_sessions(binary, folder, sessions=4, messages=1000, window=100):
    """Milliseconds of the clock and of CPU a message, at the beginning and at the end."""
    service = Service(binary, folder / "long")
    connection = service.connection()
    ids = [post(connection, "/sessions/create", {})["session_id"] for _ in range(sessions)]
    figures = {}
    for number in range(1, messages + 1):
        if number in (11, messages - window + 1):
            cpu, times = service.cpu_milliseconds(), []
        for id in ids:
            begun = time.perf_counter()
            post(connection, f"/sessions/{id}/message", {
                "message": f"an agent that buys weather data, at most ${number % 90 + 10} a day"})
            if number > 10:
                times.append((time.perf_counter() - begun) * 1000)
        if number in (10 + window, messages):
            spent = service.cpu_milliseconds() - cpu
            figures[number] = (statistics.median(times), spent / len(times))
    service.stop()
    (early, early_cpu), (late, late_cpu) = figures[10 + window], figures[messages]
    print(f"messages 11-{10 + window}: {early:.2f} ms, CPU {early_cpu:.2f} ms")
    print(f"messages {messages - window + 1}-{messages}: {late:.2f} ms, CPU {late_cpu:.2f} ms")
    print(f"ratio {late / early:.2f}, CPU {late_cpu / early_cpu:.2f}")


def fill(service, count):
    def some(share):
        connection = service.connection()
        for _ in range(share):
            id = post(connection, "/sessions/create", {})["session_id"]
            post(connection, f"/sessions/{id}/message", {"message": "an agent that pays for APIs, at most $5 a day"})

    with concurrent.futures.ThreadPoolExecutor(8) as pool:
        list(pool.map(some, [count // 8] * 8))


def first_answer(binary, data):
    """Seconds from the start to the first session's greeting, and CPU milliseconds until then."""
    service = Service(binary, data)
    post(service.connection(), "/sessions/create", {})
    figures = (time.monotonic() - service.started, service.cpu_milliseconds())
    service.stop()
    return figures


def starts(binary, folder, sessions, rounds=5):
    empty, full = folder / "empty", folder / "full"
    Service(binary, empty).stop()
    service = Service(binary, full)
    fill(service, sessions)
    service.stop()
    for name, data in (("no session", empty), (f"{sessions} sessions", full)):
        found = [first_answer(binary, data) for _ in range(rounds)]
        print(f"start to first answer, {name}: {min(f[0] for f in found):.3f} s "
              f"(median {statistics.median(f[0] for f in found):.3f}), "
              f"CPU {statistics.median(f[1] for f in found):.0f} ms")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--binary", default=str(ROOT / ".build/release/paygent"))
    parser.add_argument("--sessions", type=int, default=10_000)
    told = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        long_sessions(told.binary, pathlib.Path(folder))
        starts(told.binary, pathlib.Path(folder), told.sessions)


main()
