"""Subscriptions: paid once a period, also with two processes; asked about when dearer; cancelled."""

import json
import sqlite3
import time

from paygent import Server
from test_agents import agent_of
from test_bad_input import problem
from test_schedules import wait

READER = (
    "an agent called reader that subscribes to news services and pays for them, at most $1 a payment "
    "and $5 a day, never ask me")
SERVICE = "paygent-demo-bulletin"
PATH = f"/api/v1/services/{SERVICE}"


def subscribe(server, agent, **headers):
    answer = server.post(f"{PATH}/subscribe", {"agent": agent}, headers=headers)
    assert answer.status == 200, answer
    return answer.json


def standing(server, agent):
    answer = server.get(f"{PATH}/subscription?agent={agent}")
    assert answer.status == 200, answer
    return answer.json


def paid(server):
    payments = server.get("/api/v1/payments/history?limit=200").json["items"]
    return [payment for payment in payments if "settled" in json.dumps(payment)]


def age(data, days):
    """Puts the subscription so many days into the past, while no process runs."""
    database = sqlite3.connect(data / "paygent.db")
    (body,) = database.execute("SELECT body FROM subscriptions").fetchone()
    state = json.loads(body)
    for member in ("began_at", "paid_until", "due"):
        state[member] -= days * 86_400_000
    database.execute(
        "UPDATE subscriptions SET body = ?, due = ?", (json.dumps(state).encode(), state["due"]))
    database.commit()
    database.close()


def test_a_subscription_is_paid_once_shown_and_cancelled(server):
    agent = agent_of(server, READER)
    before = len(paid(server))
    made = subscribe(server, agent, **{"Idempotency-Key": "news-1"})
    assert made["status"] == "completed", made
    assert made["subscription"]["status"] == "active" and made["subscription"]["usable"]
    assert subscribe(server, agent, **{"Idempotency-Key": "news-1"})["run_id"] == made["run_id"]
    again = subscribe(server, agent)
    assert again["status"] == "refused" and "already" in json.dumps(again)
    assert len(paid(server)) == before + 1
    shown = standing(server, agent)
    assert shown["price"] == {"amount": "0.25", "token": "USDC"} and shown["period"] == "monthly"
    listed = server.get(f"/api/v1/subscriptions?agent={agent}").json["items"]
    assert [item["id"] for item in listed] == [shown["id"]]
    ending = server.call("DELETE", f"{PATH}/subscription?agent={agent}").json
    assert ending["status"] == "active" and ending["ends_with_period"] and ending["usable"]
    over = server.call("DELETE", f"{PATH}/subscription?agent={agent}&at_once=true").json
    assert over["status"] == "cancelled" and not over["usable"]
    problem(server.call("DELETE", f"{PATH}/subscription?agent={agent}"), 404,
            "subscription_not_found")
    assert subscribe(server, agent)["subscription"]["status"] == "active"


def test_by_command(server):
    agent = agent_of(server, READER.replace("reader", "listener"))
    run = server.post(f"/api/v1/agents/{agent}/run",
                      {"message": "subscribe to the news bulletin"}).json
    assert run["status"] == "completed", run
    assert standing(server, agent)["usable"]
    run = server.post(f"/api/v1/agents/{agent}/run",
                      {"message": "cancel my bulletin subscription"}).json
    assert run["status"] == "completed" and "ends on" in run["output"], run
    assert standing(server, agent)["ends_with_period"]


def test_what_cannot_be_subscribed_to_is_refused(server):
    agent = agent_of(server, READER.replace("reader", "wisher"))
    problem(server.post("/api/v1/services/none/subscribe", {"agent": agent}), 404,
            "service_not_found")
    problem(server.get(f"{PATH}/subscription?agent={agent}"), 404, "subscription_not_found")
    answer = server.post("/api/v1/services/paygent-demo-quote/subscribe", {"agent": agent}).json
    assert answer["status"] == "refused" and "by the call" in json.dumps(answer)


def test_two_processes_renew_once(tmp_path):
    data = tmp_path / "data"
    with Server(data) as server:
        agent = agent_of(server, READER)
        assert subscribe(server, agent)["status"] == "completed"
    age(data, 40)
    # The listing is at the first port; both processes serve the same demo to each other's agents.
    with Server(data) as first, Server(data) as second:
        wait(lambda: standing(first, agent)["period_number"] == 2
             and standing(first, agent)["status"] in ("active", "past_due"), 40)
        time.sleep(1)
        now = standing(second, agent)
        assert now["period_number"] == 2
        runs = [run for run in first.get(f"/api/v1/logs?agent={agent}&limit=200").json["items"]
                if "renew" in json.dumps(run)]
        assert len(runs) == 1, runs


def test_what_has_expired_is_of_no_use(tmp_path):
    data = tmp_path / "data"
    with Server(data) as server:
        agent = agent_of(server, READER)
        subscribe(server, agent)
        server.post(f"/api/v1/agents/{agent}/kill")
    age(data, 40)
    with Server(data) as server:
        state = wait(lambda: (s := standing(server, agent))["status"] == "past_due" and s, 40)
        assert not state["usable"] and len(paid(server)) == 1
