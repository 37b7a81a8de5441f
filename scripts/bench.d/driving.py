"""What a language model's answer costs here: from its last byte to our next question, or our answer.

    driving.py BINARY [RUNS]

A provider on loopback answers at once, with ten look-ups and then words; so whatever takes time is
ours. A durable write to the same disk is measured beside it, because each answer is stored with one.
"""

import json
import os
import pathlib
import socketserver
import statistics
import sys
import tempfile
import threading
import time

BINARY = os.path.abspath(sys.argv[1])
RUNS = int(sys.argv[2]) if len(sys.argv) > 2 else 100
os.environ["BINARY_UNDER_TEST"] = BINARY
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "Tests/Server"))
from paygent import Server  # noqa: E402
from provider import last_user, stream, tool_call  # noqa: E402

TURNS = 10


class Clock:
    """When the last byte of an answer went out, and how long until we were heard again."""

    sent = None
    heard = []

    def hear(self):
        if self.sent is not None:
            self.heard.append(time.perf_counter() - self.sent)
        self.sent = None


clock = Clock()


class Provider(socketserver.StreamRequestHandler):
    disable_nagle_algorithm = True

    def handle(self):
        while self.rfile.readline().strip():
            length = 0
            while field := self.rfile.readline().strip():
                name, value = field.split(b":", 1)
                if name.lower() == b"content-length":
                    length = int(value)
            messages = json.loads(self.rfile.read(length))["messages"]
            clock.hear()
            done = sum(m["role"] == "assistant" for m in messages[last_user(messages):])
            parts = (tool_call("check_balance", {"tokens": "USDC"}, done) if done < TURNS
                     else stream("Enough."))
            body = b"".join(parts)
            head = (f"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n"
                    f"Content-Length: {len(body)}\r\n\r\n")
            self.wfile.write(head.encode() + body)
            clock.sent = time.perf_counter()


def processor_seconds(server):
    fields = open(f"/proc/{server.process.pid}/stat").read().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def durable_writes(folder, count=200):
    times = []
    with open(folder / "write", "wb") as file:
        for _ in range(count):
            start = time.perf_counter()
            file.write(b"x" * 4096)
            file.flush()
            os.fdatasync(file.fileno())
            times.append(time.perf_counter() - start)
    return times


def milliseconds(times):
    times = sorted(times)
    return (f"p50 {statistics.median(times) * 1000:.2f} ms, "
            f"p99 {times[int(len(times) * 0.99)] * 1000:.2f} ms, best {times[0] * 1000:.2f} ms")


def main():
    provider = socketserver.ThreadingTCPServer(("127.0.0.1", 0), Provider)
    provider.daemon_threads = True
    threading.Thread(target=provider.serve_forever, daemon=True).start()
    models = f"compatible:test@http://127.0.0.1:{provider.server_address[1]}/v1"
    with tempfile.TemporaryDirectory() as scratch:
        folder = pathlib.Path(scratch)
        with Server(folder / "data", "--access-log", "off",
                    environment={"PAYGENT_MODELS": models}) as server:
            for number in range(RUNS + 10):
                if number == 10:
                    clock.heard.clear()
                    before = processor_seconds(server)
                answer = server.post("/api/v1/agent/execute", {"command": "Was geht?"}).json
                clock.hear()
                assert answer["model_use"]["answers"] == TURNS + 1, answer
            used = processor_seconds(server) - before
        print(f"{len(clock.heard)} answers of the model: {milliseconds(clock.heard)}, "
              f"CPU {used / len(clock.heard) * 1000:.2f} ms each")
        print(f"a durable write: {milliseconds(durable_writes(folder))}")


main()
