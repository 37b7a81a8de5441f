"""The switch for everyone, and a damaged row that must not hold it up."""

import os
import sqlite3
import subprocess

from paygent import BINARY, Server
from test_agents import agent_of, run, waiting
from test_bad_input import problem

WISH = "buys weather data, at most 10 cents a call and $5 a day"
ASKING = "buys weather data, at most $1 a payment, $5 a day, ask me above 1 cent"


def asks(server, agent):
    """A payment that waits for a person."""
    assert run(server, agent)["status"] == "awaiting_approval"
    path = f"/api/v1/payments/history?agent={agent}&limit=1"
    return server.get(path).json["items"][0]["id"]


def test_everyone_is_stopped_also_who_comes_later_and_the_terminal(tmp_path):
    data = tmp_path / "data"
    with Server(data) as server:
        first, asked = agent_of(server, WISH), agent_of(server, ASKING)
        open_payment = asks(server, asked)
        assert server.get("/api/v1/kill").json["status"] == "active"
        report = server.post("/api/v1/kill").json
        assert report["status"] == "killed" and report["unreadable"] == [], report
        assert report["stopped"] == [open_payment], report
        assert waiting(server, asked) == []
        assert server.get("/api/v1/kill").json["status"] == "killed"
        later = agent_of(server, WISH + ", its name is latecomer")
        for agent in (first, later):
            problem(
                server.post(f"/api/v1/agents/{agent}/run", {"message": "buy today's weather quote"}),
                409, "agent_killed")
        # One by name stays stopped while everyone is.
        one = server.post(f"/api/v1/agents/{first}/revive").json
        assert one["status"] == "killed" and "/revive" in one["message"], one
        paid = subprocess.run(
            [BINARY, "pay", f"http://127.0.0.1:{server.port}/x402/demo/quote", "--max", "1", "--yes",
             "--data", str(data)],
            capture_output=True, text=True, timeout=60, check=False,
            env={"PATH": os.environ["PATH"], "LANG": "C.UTF-8"})
        assert paid.returncode == 3, paid
        server.post(f"/api/v1/agents/{later}/kill")
        assert server.post("/api/v1/revive").json["status"] == "active"
        assert run(server, first)["status"] == "completed"
        problem(server.post(f"/api/v1/agents/{later}/run", {"message": "buy today's weather quote"}),
                409, "agent_killed")
        told = [r["kind"] for r in server.get("/api/v1/audit?limit=200").json["items"]]
        assert told.count("agent_killed") == 2 and "agent_revived" in told
        assert server.get("/api/v1/audit/verify").json["holds"] is True


def test_a_damaged_payment_holds_up_neither_the_switch_nor_the_others(tmp_path):
    data = tmp_path / "data"
    with Server(data) as server:
        agent = agent_of(server, ASKING)
        damaged, other = (asks(server, agent) for _ in range(2))
        with sqlite3.connect(data / "paygent.db") as database:
            database.execute("UPDATE payments SET body = x'00' WHERE id = ?", (damaged,))
        shown = server.get("/api/v1/reconciliation").json
        assert shown["unreadable"] == [damaged], shown
        report = server.post(f"/api/v1/agents/{agent}/kill").json
        assert report["unreadable"] == [damaged] and report["stopped"] == [other], report
        problem(server.post(f"/api/v1/agents/{agent}/run", {"message": "buy today's weather quote"}),
                409, "agent_killed")
    with Server(data) as server:  # and nobody is kept from starting
        assert server.get("/api/v1/reconciliation").json["unreadable"] == [damaged]
        assert server.get(f"/api/v1/payments/{other}").json["status"] == "failed"
