"""Agents over REST: limits hold, approvals decide, the kill switch stops, streams tell."""

import json
import threading

import pytest

from paygent import finish
from test_bad_input import UNKNOWN, problem

BUY = {"message": "buy today's weather quote"}


def agent_of(server, opening):
    session = server.create()
    finish(server, session, opening)
    answer = server.post("/api/v1/agents", {"session_id": session})
    assert answer.status == 201, answer
    return answer.json["name"]


def run(server, agent, body=BUY):
    answer = server.post(f"/api/v1/agents/{agent}/run", body)
    assert answer.status == 200, answer
    return answer.json


def waiting(server, agent):
    items = server.get("/api/v1/approvals/pending").json["items"]
    return [item for item in items if item["payment"]["agent"] == agent]


def balance(server):
    balances = server.get("/api/v1/wallet/balance?tokens=USDC").json["balances"]
    return float(balances[0]["amount"])


def test_only_an_approved_design_becomes_an_agent(server):
    session = server.create()
    reply = server.say(session, "Buy weather data, $1 each, $5 a day, call it patient")
    while reply["question_topic"] != "confirm":
        reply = server.say(session, "you decide")
    problem(server.post("/api/v1/agents", {"session_id": session}), 409, "design_not_approved")
    problem(server.get("/api/v1/agents/patient"), 404, "agent_not_found")
    server.say(session, "yes, ship it")
    assert server.post("/api/v1/agents", {"session_id": session}).status == 201
    server.say(session, "raise the daily limit to $900")
    problem(server.post("/api/v1/agents", {"session_id": session}), 409, "design_not_approved")
    assert server.get("/api/v1/agents/patient").json["version"] == 1
    server.say(session, "yes, ship it")
    assert server.post("/api/v1/agents", {"session_id": session}).json["version"] == 2


def test_a_run_that_waits_says_for_what(server):
    name = agent_of(server, "an agent that buys weather data, at most $1 a payment, ask me above 1 cent")
    answer = run(server, name)
    assert answer["status"] == "awaiting_approval" and answer["waiting_for"] == "person"
    assert "waits for a person" in answer["output"]
    [approval] = answer["approvals"]
    path = f"/api/v1/approvals/{approval['id']}/approve"
    assert server.post(path, {"hash": approval["hash"]}).status == 200
    done = server.get(f"/api/v1/agents/{name}/sessions").json and run(server, name)
    assert done["status"] == "awaiting_approval", "each payment is asked about"
    paid = server.get(f"/api/v1/payments/history?agent={name}&status=completed").json["items"]
    assert paid[0]["amount"]["token"] == "USDC"


def test_what_an_event_cost_is_money_as_everywhere(buyer, server):
    [cost] = [event["cost"] for event in run(server, buyer)["events"] if event["cost"]]
    assert cost["amount"] == "0.05" and cost["token"] == "USDC" and cost["network"] == "eip155:338"


def test_what_comes_with_the_service_cannot_be_deleted(server):
    problem(server.call("DELETE", "/api/v1/agents/paygent"), 409, "agent_is_built_in")
    assert server.post("/api/v1/agent/execute", {"command": "check my balance"}).status == 200


@pytest.fixture(scope="module")
def buyer(server):
    return agent_of(server, "an agent that buys weather data, at most $1 a payment and $50 a day")


def test_a_price_above_the_limit_is_refused_with_the_owners_words(server):
    agent = agent_of(server, "an agent that buys weather data, at most 2 cents a payment and $5 a day")
    before = balance(server)
    answer = run(server, agent)
    assert answer["status"] == "refused"
    assert "0.02" in answer["output"]
    assert balance(server) == before


def test_the_daily_limit_holds_under_concurrency(server):
    agent = agent_of(
        server, "an agent that buys weather data, at most 5 cents a payment and 20 cents a day, "
        "never ask me for approval")
    before = balance(server)
    answers = []
    threads = [threading.Thread(target=lambda: answers.append(run(server, agent))) for _ in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    statuses = [answer["status"] for answer in answers]
    assert statuses.count("completed") == 4, statuses
    assert statuses.count("refused") == 8
    assert round(before - balance(server), 6) == 0.20


def test_above_the_threshold_a_person_decides(server):
    agent = agent_of(server, "buys weather data, at most $1 a payment, $5 a day, ask me above 1 cent")
    before = balance(server)
    asked = run(server, agent)
    assert asked["status"] == "awaiting_approval"
    assert balance(server) == before
    [item] = waiting(server, agent)
    path = f"/api/v1/approvals/{item['id']}"
    assert item["payment"]["amount"]["amount"] == "0.05"
    problem(server.post(f"{path}/approve", {"hash": "0" * 64}), 409, "approval_changed")
    problem(server.post(f"{path}/approve", {}), 422, "invalid_field")
    stranger = {"hash": item["hash"], "approver": "a stranger"}
    problem(server.post(f"{path}/approve", stranger), 403, "not_an_approver")
    approved = server.post(f"{path}/approve", {"hash": item["hash"]})
    assert approved.status == 200, approved
    assert approved.json["payment"]["status"] == "completed"
    assert round(before - balance(server), 6) == 0.05
    # What was paid for reaches the run that asked for it.
    log = server.get(f"/api/v1/logs/{asked['run_id']}").json
    assert log["tool_calls"][-1]["result"]["response"]["body"], log
    problem(server.post(f"{path}/approve", {"hash": item["hash"]}), 409, "approval_decided")
    problem(server.post(f"{path}/reject", {}), 409, "approval_decided")

    run(server, agent)
    [item] = waiting(server, agent)
    rejected = server.post(f"/api/v1/approvals/{item['id']}/reject", {"reason": "not today"})
    assert rejected.json["payment"]["status"] == "failed"
    assert waiting(server, agent) == []
    assert round(before - balance(server), 6) == 0.05


def test_the_kill_switch_stops_and_revive_is_another_act(server):
    agent = agent_of(server, "buys weather data, at most $1 a payment, $5 a day, ask me above 1 cent")
    run(server, agent)
    assert server.post(f"/api/v1/agents/{agent}/kill").status == 200
    assert waiting(server, agent) == []
    assert server.get(f"/api/v1/agents/{agent}").json["status"] == "killed"
    problem(server.post(f"/api/v1/agents/{agent}/run", BUY), 409, "agent_killed")
    assert server.post(f"/api/v1/agents/{agent}/revive").status == 200
    assert run(server, agent)["status"] == "awaiting_approval"
    assert server.get("/api/v1/audit/verify").json["holds"] is True


def test_a_deleted_agent_is_stopped_and_its_name_can_be_used_again(server):
    opening = "an agent named Phoenix that buys weather data, at most $1 a payment and $50 a day"
    agent = agent_of(server, opening)
    assert server.call("DELETE", f"/api/v1/agents/{agent}").status in (200, 204)
    problem(server.get(f"/api/v1/agents/{agent}"), 404, "agent_not_found")
    assert agent_of(server, opening) == agent
    assert server.get(f"/api/v1/agents/{agent}").json["status"] == "active"
    assert run(server, agent)["status"] == "completed"


def test_a_run_streams_what_happens(server, buyer):
    answer = server.post(f"/api/v1/agents/{buyer}/run", {**BUY, "stream": True})
    assert answer.headers["content-type"].startswith("text/event-stream")
    events = [
        dict(line.split(": ", 1) for line in block.split("\n") if ": " in line)
        for block in answer.text.split("\n\n") if "event:" in block
    ]
    names = [event["event"] for event in events]
    assert names == ["meta", "tool_start", "tool_end", "tool_start", "tool_end", "done"]
    ids = [int(event["id"]) for event in events]
    assert ids == sorted(ids)
    assert "simulated" in json.loads(events[-1]["data"])["output"]


def test_sessions_of_an_agent_keep_their_history(server, buyer):
    session = server.post(f"/api/v1/agents/{buyer}/sessions", {"customer": "acme"}).json
    assert session["payload"] == {"customer": "acme"} and session["session_id"][14] == "7"
    run(server, buyer, {**BUY, "session_id": session["session_id"]})
    path = f"/api/v1/agents/{buyer}/sessions/{session['session_id']}"
    assert server.get(path).json["agent"] == buyer
    history = server.get(f"{path}/history").json["items"]
    assert [item["message"] for item in history] == [BUY["message"]]
    unknown = f"/api/v1/agents/{buyer}/sessions/{UNKNOWN}"
    problem(server.get(unknown), 404, "agent_session_not_found")


def test_what_is_wrong_with_a_run_is_said(server, buyer):
    path = f"/api/v1/agents/{buyer}/run"
    problem(server.post(path, {}), 422, "invalid_field")
    problem(server.post(path, {"message": " "}), 422, "invalid_field")
    problem(server.post(path, {"message": "x" * 10_001}), 422, "invalid_field")
    problem(server.post("/api/v1/agents/nobody/run", BUY), 404, "agent_not_found")
    assert run(server, buyer, {"message": "what do you think of opera?"})["status"] == "refused"


def test_a_nameless_agent_of_another_session_gets_a_number(server):
    opening = "an agent that buys parrot pictures, at most 5 cents a payment and $5 a day"
    first, second = agent_of(server, opening), agent_of(server, opening)
    assert second == f"{first}_2"


def test_a_changed_file_is_refused(server):
    session = server.create()
    finish(server, session)
    file = server.get(f"/api/v1/prompts/{session}/export/download?format=paygent").body
    headers = {"Content-Type": "text/markdown"}
    taken = server.call("POST", "/api/v1/agents", file, headers)
    assert taken.status == 201, taken
    changed = file.replace(b"5 USD", b"900 USD")
    assert changed != file
    problem(server.call("POST", "/api/v1/agents", changed, headers), 422, "agent_file_changed")
    problem(server.call("POST", "/api/v1/agents", b"# hello", headers), 422, "agent_file_invalid")


def test_a_name_that_the_owner_chose_is_not_taken_from_another(server):
    opening = "an agent called Wetterhahn that buys weather data, at most 5 cents a payment, $5 a day"
    agent_of(server, opening)
    session = server.create()
    finish(server, session, opening)
    problem(server.post("/api/v1/agents", {"session_id": session}), 409, "agent_name_taken")


def test_a_design_is_rehearsed_in_made_up_worlds(server):
    session = server.create()
    path = f"/api/v1/workflows/{session}/rehearse"
    problem(server.post(path, {}), 409, "workflow_not_ready")
    finish(server, session)
    first = server.post(path, {"worlds": 5, "seed": 7})
    assert first.status == 200, first
    assert first.json["simulated"] is True and first.json["breaches"] == []
    assert server.post(path, {"worlds": 5, "seed": 7}).body == first.body
    problem(server.post(path, {"worlds": 0}), 422, "invalid_field")


def test_a_repeated_run_under_one_key_pays_once(server, buyer):
    before = balance(server)
    key = {"Idempotency-Key": "buy-once"}
    path = f"/api/v1/agents/{buyer}/run"
    first = server.post(path, BUY, headers=key)
    again = server.post(path, BUY, headers=key)
    assert first.json["run_id"] == again.json["run_id"]
    assert "idempotent-replayed" in {name.lower() for name in again.headers}
    assert round(before - balance(server), 6) == 0.05
    problem(server.post(path, {"message": "check my balance"}, headers=key), 409, "idempotency_key_reused")


def test_every_version_of_an_agent_is_listed_and_none_ever_changes(server):
    session = server.create()
    finish(server, session, "an agent called tider that buys tide data, at most $1 a day")
    for limit in ("$2", "$3"):
        assert server.post("/api/v1/agents", {"session_id": session}).status == 201
        server.say(session, f"at most {limit} a day")
        server.say(session, "yes")
        finish(server, session, "yes, ship it")
    assert server.post("/api/v1/agents", {"session_id": session}).json["version"] == 3
    path = "/api/v1/agents/tider/versions"
    whole = server.get(path).json
    assert whole["latest"] == 3 and [v["version"] for v in whole["items"]] == [3, 2, 1]
    assert len({v["sha256"] for v in whole["items"]}) == 3 and whole["next_cursor"] is None
    pages, cursor = [], ""
    while cursor is not None:
        page = server.get(f"{path}?limit=1{cursor and f'&cursor={cursor}'}").json
        pages += page["items"]
        cursor = page["next_cursor"]
    assert pages == whole["items"]
    assert server.get("/api/v1/agents/nobody/versions").json["code"] == "agent_not_found"


def test_a_lowered_limit_binds_sessions_that_began_before(server):
    session = server.create()
    finish(server, session, "an agent called lowered that buys weather data, at most $1 a payment, $5 a day, never ask "
           "me for approval")
    assert server.post("/api/v1/agents", {"session_id": session}).json["version"] == 1
    path = "/api/v1/agents/lowered"
    chat = server.post(f"{path}/sessions", {}).json["session_id"]
    body = {**BUY, "session_id": chat}
    assert server.post(f"{path}/run", body).json["status"] == "completed"
    for words in ("at most $0.01 a payment", "yes"):
        server.say(session, words)
    finish(server, session, "yes, ship it")
    assert server.post("/api/v1/agents", {"session_id": session}).json["version"] == 2
    before = balance(server)
    lowered = server.post(f"{path}/run", body).json
    assert lowered["status"] == "refused" and "0.01" in json.dumps(lowered), lowered
    assert balance(server) == before


def test_a_session_is_begun_with_what_the_agent_wants_to_be_told(server):
    session = server.create()
    finish(server, session, "an agent called tripper that buys travel data, at most $1 a day")
    server.post("/api/v1/agents", {"session_id": session})
    path = "/api/v1/agents/tripper"
    assert server.get(f"{path}/payload-schema").json["schema"] is None
    assert server.post(f"{path}/sessions", {"anything": 1}).status == 201
    schema = {"type": "object", "required": ["city", "days"], "additionalProperties": False,
              "properties": {"city": {"type": "string", "minLength": 2},
                             "days": {"type": "integer", "minimum": 1, "maximum": 30}}}
    assert server.call("PUT", f"{path}/payload-schema", {"schema": schema}).status == 200
    assert server.get(f"{path}/payload-schema").json["schema"] == schema
    refused = server.post(f"{path}/sessions", {"city": 7, "approved": True})
    body = problem(refused, 422, "invalid_field")
    assert {error["field"] for error in body["errors"]} == {"city", "days", "approved"}
    assert all(error["message"] for error in body["errors"])
    begun = server.post(f"{path}/sessions", {"city": "Wien", "days": 3})
    assert begun.status == 201 and begun.json["payload"] == {"city": "Wien", "days": 3}
    bad = server.call("PUT", f"{path}/payload-schema", {"schema": {"type": "object", "pattern": "x"}})
    assert problem(bad, 422, "invalid_field")["errors"][0]["field"] == "pattern"
    assert server.call("PUT", f"{path}/payload-schema", {"schema": None}).status == 200
    assert server.post(f"{path}/sessions", {}).status == 201
