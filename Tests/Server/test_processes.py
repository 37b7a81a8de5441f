"""Several processes on one data folder: a run is driven by one, and taken over when that one dies."""

import http.client
import threading
import time

import pytest

from paygent import Server
from seller import Seller
from test_agents import agent_of
from test_runtime import RECIPIENT


def until(condition, seconds=20):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        found = condition()
        if found:
            return found
        time.sleep(0.05)
    raise AssertionError("it did not come to pass")


@pytest.fixture
def two(data):
    """The second one is started by the test."""
    first = Server(data, "--access-log", "off").start()
    second = Server(data, "--access-log", "off")
    yield first, second
    for server in (first, second):
        if server.process and server.process.poll() is None:
            server.stop()


def buy(server, agent, seller):
    """Beside the test; the server may be killed meanwhile."""
    def run():
        try:
            server.post(f"/api/v1/agents/{agent}/run", {"message": f"pay {seller.url}"}, timeout=60)
        except (OSError, http.client.HTTPException):
            pass
    threading.Thread(target=run, daemon=True).start()


def settled(server):
    return server.get("/api/v1/payments/history?status=completed").json["items"]


def test_a_second_process_leaves_a_living_ones_payment_alone_and_takes_a_dead_ones(two):
    first, second = two
    payer = agent_of(first, "an agent called payer that buys data, at most $1 a payment and $50 "
                     "a day, never ask me for approval")

    # The first paid request hangs longer than the test; the second one is served.
    with Seller(first, lambda number: "sleep:60:drop" if number == 1 else "settle",
                pay_to=RECIPIENT) as seller:
        buy(first, payer, seller)
        until(lambda: seller.headers)
        seller.server = second.start()
        # Its recovery, and at least one later look, come and go.
        time.sleep(6)
        assert len(seller.headers) == 1, "a living process's payment was sent again"
        first.kill()
        [payment] = until(lambda: settled(second))
        assert seller.headers[0] == seller.headers[1] and len(seller.headers) == 2
    run = payment["id"].rsplit("-", 1)[0]
    until(lambda: second.get(f"/api/v1/logs/{run}").json["status"] == "completed")
    kinds = [e["kind"] for e in second.get(f"/api/v1/audit?limit=500").json["items"]]
    assert kinds.count("signed") == 1 and kinds.count("paid") == 1
    assert second.get("/api/v1/audit/verify").json["holds"] is True


def test_two_processes_that_start_at_once_take_up_one_payment_once(two):
    first, second = two
    payer = agent_of(first, "an agent called payer that buys data, at most $1 a payment and $50 "
                     "a day, never ask me for approval")
    with Seller(first, lambda number: "drop" if number == 1 else "sleep:1:settle",
                pay_to=RECIPIENT) as seller:
        buy(first, payer, seller)
        until(lambda: len(seller.headers) >= 2)
        first.kill()
        sent = len(seller.headers)
        third = Server(first.data, "--access-log", "off")
        starting = [threading.Thread(target=server.start) for server in (second, third)]
        for thread in starting:
            thread.start()
        for thread in starting:
            thread.join()
        try:
            seller.server = second
            [payment] = until(lambda: settled(third))
            assert payment["status"] == "completed" and len(set(seller.headers)) == 1
            assert len(seller.headers) <= sent + 1, "both took it up"
        finally:
            third.stop()
    assert second.get("/api/v1/audit/verify").json["holds"] is True


def test_a_stream_here_tells_what_the_other_process_does(two):
    """The run is carried out there; whoever listens here hears of it when it happens."""
    first, second = two
    payer = agent_of(first, "an agent called payer that buys data, at most $1 a payment and $50 "
                     "a day, never ask me for approval")
    with Seller(first, lambda number: "sleep:3:settle", pay_to=RECIPIENT) as seller:
        second.start()
        buy(first, payer, seller)
        until(lambda: seller.headers)
        [begun] = [r for r in first.get("/api/v1/audit?limit=500").json["items"]
                   if r["kind"] == "run_started"]
        rest = second.post(
            f"/api/v1/agents/{payer}/run", {},
            headers={"Last-Event-ID": str(begun["position"])}, timeout=30).text
        assert rest.rstrip().split("event: ")[-1].startswith("done"), rest
        assert len(seller.headers) == 1
