"""The kill switch with ten processes on one data folder, all of them paying as fast as they can: whoever is
asked to stop an agent stops it everywhere. The journal's order is the proof, not the clock of a client."""

import concurrent.futures
import contextlib
import threading

from paygent import Server
from test_agents import agent_of

PROCESSES = 10
CLIENTS = 20
PAID_BEFORE = 40
WISH = ("an agent called {} that buys data, at most $1 a payment and $900 a day, "
        "never ask me for approval")


class Payers:
    """Clients that buy without a pause, each at a process of its own choice, until they are stopped."""

    def __init__(self, servers, agent):
        self.servers = servers
        self.agent = agent
        self.over = threading.Event()
        self.answers = []
        self.lock = threading.Lock()

    def buy(self, number):
        while not self.over.is_set():
            server = self.servers[number % len(self.servers)]
            answer = server.post(
                f"/api/v1/agents/{self.agent}/run", {"message": "buy today's weather quote"},
                timeout=120)
            with self.lock:
                self.answers.append((answer.status, answer.json))
            number += 1

    def paid(self):
        with self.lock:
            return sum(1 for status, body in self.answers
                       if status == 200 and body["status"] == "completed")

    def wait_for(self, condition, seconds=120):
        for _ in range(seconds * 20):
            if condition():
                return
            threading.Event().wait(0.05)
        raise AssertionError("it did not come to pass")


def journal(server):
    records, cursor = [], 0
    while True:
        page = server.get(f"/api/v1/audit?limit=1000&cursor={cursor}").json
        records += page["items"]
        if page["next_cursor"] is None:
            return records
        cursor = page["next_cursor"]


def signed_after(records, kill):
    return [r for r in records if r["kind"] == "signed" and r["position"] > kill["position"]]


def test_a_kill_on_any_process_is_the_last_word_on_all_of_them(data):
    with contextlib.ExitStack() as stack:
        servers = [stack.enter_context(Server(data, "--access-log", "off", "--loops", "1"))
                   for _ in range(PROCESSES)]
        agent = agent_of(servers[0], WISH.format("payer"))
        payers = Payers(servers, agent)
        with concurrent.futures.ThreadPoolExecutor(CLIENTS) as pool:
            clients = [pool.submit(payers.buy, number) for number in range(CLIENTS)]
            try:
                payers.wait_for(lambda: payers.paid() >= PAID_BEFORE)
                report = servers[7].post(f"/api/v1/agents/{agent}/kill").json
                assert report["status"] == "killed", report
                # Every client hears a refusal, and goes on asking all processes for a while.
                before = len(payers.answers)
                payers.wait_for(lambda: len(payers.answers) >= before + 4 * CLIENTS)
            finally:
                payers.over.set()
            for client in clients:
                client.result()
        records = journal(servers[3])
        [kill] = [r for r in records if r["kind"] == "agent_killed"]
        assert sum(1 for r in records if r["kind"] == "signed") >= PAID_BEFORE
        assert signed_after(records, kill) == []
        # What was answered as paid afterwards had been signed before. Not by the clock: a kill that waits for the
        # file bears the time at which it was asked for, and what was stored while it waited a later one.
        late = [r for r in records if r["kind"] == "paid" and r["position"] > kill["position"]]
        signed = {r["run_id"]: r for r in records if r["kind"] == "signed"}
        assert all(signed[r["run_id"]]["position"] < kill["position"] for r in late)
        print(f"{len(signed)} signed, {len(late)} of them told as paid after the kill")
        for server in servers:
            answer = server.post(
                f"/api/v1/agents/{agent}/run", {"message": "buy today's weather quote"}).json
            assert answer.get("code") == "agent_killed" or answer["status"] == "refused", answer
        assert signed_after(journal(servers[0]), kill) == []
        assert servers[1].post(f"/api/v1/agents/{agent}/revive").status == 200
        again = servers[9].post(
            f"/api/v1/agents/{agent}/run", {"message": "buy today's weather quote"}).json
        assert again["status"] == "completed", again
        assert servers[2].get("/api/v1/audit/verify").json["holds"] is True
