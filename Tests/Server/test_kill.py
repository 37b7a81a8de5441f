"""kill -9 at random moments under load: what was acknowledged is there afterwards."""

import http.client
import json
import os
import random
import threading

import pytest

from paygent import Server, finish

# 200 for a release; fewer in the everyday run, which has other things to do.
KILLS = int(os.environ.get("TEST_KILLS", "12"))
WRITERS = 6


class Writer(threading.Thread):
    """Says things and pays until the server is gone; remembers what was acknowledged."""

    def __init__(self, server, sessions, agent, seed):
        super().__init__(daemon=True)
        self.server, self.sessions, self.agent = server, sessions, agent
        self.random = random.Random(seed)
        self.messages = []
        self.payments = []

    def run(self):
        try:
            while True:
                if self.random.random() < 0.3:
                    self.pay()
                else:
                    self.talk()
        except (OSError, http.client.HTTPException, json.JSONDecodeError):
            return

    def talk(self):
        session = self.random.choice(self.sessions)
        cents = self.random.randrange(1, 99)
        answer = self.server.post(
            f"/api/v1/sessions/{session}/message", {"message": f"at most {cents} cents per payment"})
        if answer.status == 200:
            self.messages.append((session, answer.json["message_number"], answer.json["ai_response"]))

    def pay(self):
        answer = self.server.post(
            f"/api/v1/agents/{self.agent}/run", {"message": "buy today's weather quote"})
        if answer.status == 200 and answer.json["status"] == "completed":
            self.payments.append(answer.json["payments"][0]["id"])


def history(server, session):
    items, cursor = {}, "0"
    while cursor:
        page = server.get(f"/api/v1/sessions/{session}/history?cursor={cursor}&limit=200").json
        items.update({item["seq"]: item["content"] for item in page["items"]})
        cursor = page["next_cursor"]
    return items


@pytest.mark.parametrize("seed", [int(os.environ.get("TEST_SEED", "20261120"))])
def test_nothing_acknowledged_is_lost(data, seed):
    print(f"seed {seed}")
    dice = random.Random(seed)
    server = Server(data, "--access-log", "off").start()
    designed = server.create()
    finish(server, designed, "an agent that buys weather data, at most $1 a payment and "
           "$9000 a day, never ask me for approval")
    agent = server.post("/api/v1/agents", {"session_id": designed}).json["name"]
    sessions = [server.create() for _ in range(WRITERS)]
    said, paid = [], set()
    for kill in range(KILLS):
        writers = [Writer(server, sessions, agent, seed + 100 * kill + n) for n in range(WRITERS)]
        for writer in writers:
            writer.start()
        writers[0].join(dice.uniform(0.05, 0.6))
        server.kill()
        for writer in writers:
            writer.join(10)
            said += writer.messages
            paid |= set(writer.payments)
        server.start()
        audit = server.get("/api/v1/audit/verify").json
        assert audit["holds"] is True, f"kill {kill}, seed {seed}: {audit}"
    transcripts = {session: history(server, session) for session in sessions}
    for session, number, text in said:
        assert transcripts[session].get(number) == text, f"lost: {session} {number}, seed {seed}"
    for payment in paid:
        answer = server.get(f"/api/v1/payments/{payment}")
        assert answer.status == 200 and answer.json["status"] == "completed", f"{answer}, seed {seed}"
    assert said and paid
    print(f"{KILLS} kills, {len(said)} messages and {len(paid)} payments acknowledged, none lost")
    assert server.stop() == 0
