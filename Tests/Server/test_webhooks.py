"""What happened is told to a receiver that fails, hangs and is started again, and is checked by
the reference library."""

import base64
import http.server
import os
import threading
import time

import pytest
from standardwebhooks.webhooks import Webhook, WebhookVerificationError

from paygent import Server
from test_agents import agent_of
from test_process import run
from test_processes import until
from test_runtime import execute

SECRET = "whsec_" + base64.b64encode(b"p" * 32).decode()
OTHER = "whsec_" + base64.b64encode(b"q" * 24).decode()
BUY = {"command": "buy today's weather quote"}


class Receiver:
    """`behave` gets the number of the call, from 1: a status, or `hang`."""

    def __init__(self, behave=lambda number: 204, port=0):
        self.behave, self.port, self.calls = behave, port, []
        self.released = threading.Event()

    def __enter__(self):
        receiver = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                headers = {name.lower(): value for name, value in self.headers.items()}
                receiver.calls.append((headers, body))
                answer = receiver.behave(len(receiver.calls))
                if answer == "hang":
                    receiver.released.wait(30)
                    return
                self.send_response(answer)
                if answer == 302:
                    self.send_header("Location", f"http://127.0.0.1:{receiver.port}/elsewhere")
                self.end_headers()

            def log_message(self, *_):
                pass

        self.http = http.server.ThreadingHTTPServer(("127.0.0.1", self.port), Handler)
        self.http.daemon_threads = True
        self.port = self.http.server_port
        threading.Thread(target=self.http.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_):
        self.released.set()
        self.http.shutdown()
        self.http.server_close()

    @property
    def settings(self):
        return {
            "PAYGENT_WEBHOOK_URL": f"http://127.0.0.1:{self.port}/hook",
            "PAYGENT_WEBHOOK_SECRET": SECRET}

    def events(self, secret=SECRET):
        """Everything that came, each checked by the reference library."""
        return [Webhook(secret).verify(body, headers) for headers, body in self.calls]

    def types(self):
        return [event["type"] for event in self.events()]


def buyer(server):
    return agent_of(server, "an agent called buyer that buys weather data, at most $1 a payment, "
                    "$50 a day, ask me above 1 cent")


def test_approvals_payments_and_kills_are_told_and_verify(data):
    with Receiver() as receiver, Server(data, environment=receiver.settings) as server:
        agent = buyer(server)
        waiting = execute(server, {**BUY, "agent": agent})
        [approval] = waiting["approvals"]
        until(lambda: "approval.requested" in receiver.types())
        server.post(f"/api/v1/approvals/{approval['id']}/approve", {"hash": approval["hash"]})
        server.post(f"/api/v1/agents/{agent}/kill")
        server.post(f"/api/v1/agents/{agent}/revive")
        until(lambda: len(receiver.calls) >= 5)
        events = receiver.events()
        assert sorted(e["type"] for e in events) == [
            "agent.killed", "agent.revived", "approval.decided", "approval.requested",
            "payment.settled"]
        by_type = {event["type"]: event["data"] for event in events}
        asked, paid = by_type["approval.requested"], by_type["payment.settled"]
        assert asked["approval_id"] == approval["id"] and asked["hash"] == approval["hash"]
        assert asked["agent"] == agent and asked["amount"]["amount"] == "0.05"
        assert paid["payment_id"] == asked["payment_id"] and paid["transaction"].startswith("0x")
        assert paid["simulated"] is True and by_type["approval.decided"]["decision"] == "approved"
        assert by_type["agent.killed"]["everyone"] is False
        # Nothing that could be spent or used to sign leaves.
        everything = b"".join(body for _, body in receiver.calls)
        assert b"signature" not in everything and b"payload" not in everything
        with pytest.raises(WebhookVerificationError):
            receiver.events(OTHER)
        headers, body = receiver.calls[0]
        with pytest.raises(WebhookVerificationError):
            Webhook(SECRET).verify(body + b" ", headers)


def test_a_receiver_that_fails_hangs_and_starts_again_hears_everything_once_more(data):
    def behave(number):
        return {1: 500, 2: "hang", 3: 302}.get(number, 204)

    with Receiver(behave) as receiver:
        server = Server(data, environment=receiver.settings).start()
        agent = buyer(server)
        started = time.monotonic()
        for _ in range(3):
            server.post(f"/api/v1/agents/{agent}/kill")
            server.post(f"/api/v1/agents/{agent}/revive")
        # A payment is not held up by it.
        assert time.monotonic() - started < 20
        # One hangs, and the five others are heard, the failed ones again under the same id.
        heard = until(lambda: len({h["webhook-id"] for h, _ in receiver.calls}) == 6
                      and len(receiver.calls) >= 8)
        assert heard
        ids = [headers["webhook-id"] for headers, _ in receiver.calls]
        assert ids.count(ids[0]) == 2 and ids.count(ids[2]) == 2
        port = receiver.port
    # The receiver is gone; the service dies with messages that nobody heard.
    server.post(f"/api/v1/agents/{agent}/kill")
    time.sleep(1.5)
    server.kill()
    with Receiver(port=port) as receiver:
        server.start()
        until(lambda: "agent.killed" in receiver.types(), 45)
        assert server.stop() == 0


@pytest.mark.parametrize("url, secret, word", [
    ("https://example.com/hook", "", "PAYGENT_WEBHOOK_SECRET"),
    ("", SECRET, "PAYGENT_WEBHOOK_URL"),
    ("ftp://example.com", SECRET, "PAYGENT_WEBHOOK_URL"),
    ("https://example.com", "whsec_c2hvcnQ=", "PAYGENT_WEBHOOK_SECRET"),
])
def test_a_configuration_that_cannot_work_refuses_to_start(tmp_path, url, secret, word):
    settings = {"PAYGENT_WEBHOOK_URL": url, "PAYGENT_WEBHOOK_SECRET": secret}
    result = run("config", "check", environment=settings, cwd=tmp_path)
    assert result.returncode == 78 and word in result.stderr
    assert not secret or secret not in result.stderr


def test_no_private_address_is_told_anything(data):
    with Receiver() as receiver:
        with Server(
                data, "--allow-private-hosts", "none", environment=receiver.settings) as server:
            agent = buyer(server)
            server.post(f"/api/v1/agents/{agent}/kill")
            time.sleep(3)
            assert not receiver.calls
