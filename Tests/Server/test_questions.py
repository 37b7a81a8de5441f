"""Questions about what goes on without being asked for are looked up and answered; nothing is done."""

import re

from test_agents import agent_of
from test_runtime import execute
from test_subscriptions import READER, subscribe


def ask(server, words, agent):
    answer = execute(server, {"command": words, "agent": agent})
    assert answer["status"] == "completed" and not answer["tool_calls"], answer
    assert not answer["plan"]["steps"]
    return answer["result"] if isinstance(answer["result"], str) else str(answer["result"])


def test_what_an_agent_has_subscribed_to(server):
    agent = agent_of(server, READER)
    assert "subscribed to nothing" in ask(server, "what am I subscribed to?", agent)
    subscribe(server, agent)
    said = ask(server, "list my subscriptions", agent)
    assert "is paid for until" in said and "0.25 USDC monthly" in said
    # A question that also wants a change is a command, or nothing.
    answer = execute(server, {"command": "cancel the bulletin subscription", "agent": agent})
    assert answer["status"] == "completed" and answer["tool_calls"], answer
    assert "is not renewed" in ask(server, "which subscriptions do I have", agent)


def test_when_an_agent_acts_next(server):
    agent = agent_of(server, "an agent called clerk that buys weather data, at most $1 a payment and "
                     "$5 a day, only when I ask it to")
    assert "acts only when it is asked" in ask(server, "when do you run next?", agent)
    answer = server.call("PUT", f"/api/v1/agents/{agent}/triggers/morning", {
        "when": "daily@09:00", "command": "buy today's weather quote",
        "time_zone": "Europe/Berlin"})
    assert answer.status == 200, answer
    said = ask(server, "what's your schedule", agent)
    assert re.search(r"next on \d{4}-\d\d-\d\d 09:00 \(Europe/Berlin\): “buy today's weather quote”",
                     said), said


def test_each_step_of_a_plan_tells_what_it_called_and_cost(server):
    run = execute(server, {"command": "find the cheapest weather service and buy it"})
    look, pay = run["plan"]["steps"]
    assert look["cost"] is None and look["tool_calls"][0]["tool"] == "discover_services"
    assert pay["cost"]["amount"] == "0.05" and pay["tool_calls"] == [
        {"tool": "x402_payment", "succeeded": True, "payment_id": run["payments"][0]["id"]}]
    logged = server.get(f"/api/v1/logs/{run['run_id']}").json
    assert logged["plan"] == run["plan"]
