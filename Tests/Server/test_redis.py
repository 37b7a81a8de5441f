"""Redis holds copies of active sessions. Losing it costs speed, never data, and /health says so."""

import shutil
import signal
import socket
import subprocess
import time

import pytest

from paygent import Server


class Redis:
    """A real server with a password on a free port."""

    PASSWORD = "a-password-of-the-test"

    def __init__(self, folder):
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.folder = folder
        self.start()

    @property
    def url(self):
        return f"redis://default:{self.PASSWORD}@127.0.0.1:{self.port}/0"

    def start(self):
        self.process = subprocess.Popen(
            ["redis-server", "--port", str(self.port), "--requirepass", self.PASSWORD,
             "--save", "", "--dir", str(self.folder)], stdout=subprocess.DEVNULL)
        for _ in range(100):
            try:
                socket.create_connection(("127.0.0.1", self.port), 0.1).close()
                return
            except OSError:
                time.sleep(0.05)
        raise RuntimeError("redis-server did not start")

    def send(self, number):
        self.process.send_signal(number)

    def stop(self):
        self.process.kill()
        self.process.wait()


@pytest.fixture
def redis(tmp_path):
    assert shutil.which("redis-server"), "scripts/setup --for-tests installs it"
    running = Redis(tmp_path)
    yield running
    running.stop()


def until(check, seconds=10):
    deadline = time.monotonic() + seconds
    while not check():
        assert time.monotonic() < deadline, "did not happen in time"
        time.sleep(0.05)


def redis_status(server):
    health = server.get("/health").json
    return health["status"], health["dependencies"]["redis"]["status"]


def test_stopping_redis_in_the_middle_costs_no_data(redis, data):
    with Server(data, "--redis-url", redis.url) as server:
        session = server.create()
        server.say(session, "at most $5 a day")
        until(lambda: redis_status(server) == ("ok", "up"))

        redis.send(signal.SIGSTOP)
        started = time.monotonic()
        server.say(session, "and 50 cents per payment")
        assert time.monotonic() - started < 20
        redis.stop()
        server.say(session, "ask me above 2 dollars")
        until(lambda: redis_status(server) == ("degraded", "down"))

        redis.start()
        until(lambda: (server.say(session, "thanks"), redis_status(server))[1] == ("ok", "up"), 30)
        collected = server.get(f"/api/v1/sessions/{session}/status").json["collected_data"]
        assert collected["daily_limit"]["amount"] == "5"
        assert collected["per_payment_limit"]["amount"] == "0.5"
        assert collected["approval_threshold"]["amount"] == "2"


def test_a_stale_copy_never_decides(redis, data):
    """Two nodes on one file: what one wrote, the other builds on, though its copy is older."""
    with Server(data, "--redis-url", redis.url) as first:
        with Server(data, "--redis-url", redis.url) as second:
            session = first.create()
            first.say(session, "at most $5 a day")
            second.say(session, "at most 50 cents per payment")
            first.say(session, "ask me above 2 dollars")
            status = second.get(f"/api/v1/sessions/{session}/status").json
            assert {"daily_limit", "per_payment_limit", "approval_threshold"} <= set(
                status["collected_data"])
            assert len(first.get(f"/api/v1/sessions/{session}/history").json["items"]) == 7
