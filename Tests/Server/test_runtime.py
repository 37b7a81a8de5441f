"""One-shot commands, single payments, wallet, services and logs over real sockets."""

import json
import threading
import time

import pytest

from paygent import Server
from test_agents import agent_of
from test_bad_input import UNKNOWN, problem

BUY = {"command": "buy today's weather quote"}
RECIPIENT = "0x52908400098527886E0F7030069857D2E4169EE7"
QUOTE = "/x402/demo/quote"


def execute(server, body=BUY, **headers):
    answer = server.post("/api/v1/agent/execute", body, headers=headers)
    assert answer.status == 200, answer
    return answer.json


def buy(server, body, **headers):
    return server.post("/api/v1/payments/x402", body, headers=headers)


def transfer(server, body, **headers):
    return server.post("/api/v1/wallet/transfer", body, headers=headers)


def sent(server, **body):
    answer = transfer(server, {"recipient": RECIPIENT, "amount": "0.10", "token": "USDC", **body})
    assert answer.status == 200, answer
    return answer.json


def demo(server):
    return f"http://127.0.0.1:{server.port}{QUOTE}"


def events_of(answer):
    assert answer.status == 200, answer
    assert answer.headers["content-type"].startswith("text/event-stream")
    blocks = [block for block in answer.text.split("\n\n") if "event:" in block]
    return [dict(line.split(": ", 1) for line in block.split("\n") if ": " in line) for block in blocks]


def units(server):
    amount = server.get("/api/v1/wallet/balance?tokens=USDC").json["balances"][0]["amount"]
    whole, _, part = amount.partition(".")
    return int(whole) * 10**6 + int(part.ljust(6, "0") or 0)


@pytest.fixture(scope="module")
def payer(server):
    return agent_of(
        server, "an agent called payer that buys data and sends money to people, at most $1 a "
        "payment and $50 a day, never ask me for approval")


@pytest.fixture(scope="module")
def asker(server):
    return agent_of(
        server, "an agent called asker that buys weather data and sends money to people, at most "
        "$1 a payment, $50 a day, ask me above 1 cent")


# The built-in agent


def test_every_installation_has_a_general_agent_with_small_limits(server):
    agent = server.get("/api/v1/agents/paygent").json
    assert agent["built_in"] is True and agent["status"] == "active" and agent["version"] == 1
    assert agent["tools"] == [
        "x402_payment", "discover_services", "check_balance", "transfer_tokens"]
    allowance = server.get("/api/v1/wallet/allowance").json
    limits = {line["window"]: line["limit"] for line in allowance["windows"]}
    assert limits == {"per_payment": "1", "daily": "5"} and allowance["asks_above"] == "1 USDC"


# Execute


def test_a_command_is_planned_carried_out_and_accounted_for(server, payer):
    before = units(server)
    done = execute(server, {**BUY, "agent": payer})
    assert done["status"] == "completed" and "simulated" in done["result"]
    assert done["simulated"] is True and done["total_cost_usd"] == "0.05"
    assert [step["status"] for step in done["plan"]["steps"]] == ["done", "done"]
    assert [call["tool"] for call in done["tool_calls"]] == ["discover_services", "x402_payment"]
    assert done["session_id"][14] == "7" and done["run_id"] == done["execution_log_id"]
    [payment] = done["payments"]
    assert payment["status"] == "completed" and payment["transaction"].startswith("0x")
    assert before - units(server) == 50_000
    log = server.get(f"/api/v1/logs/{done['execution_log_id']}").json
    assert log["events"][0]["kind"] == "run_started" and log["result"] == done["result"]


def test_a_session_collects_its_commands_and_ends(server, payer):
    first = execute(server, {**BUY, "agent": payer})
    session = first["session_id"]
    second = execute(server, {"command": "check my balance", "session_id": session})
    assert second["session_id"] == session and second["agent"] == payer
    shown = server.get(f"/api/v1/agent/sessions/{session}").json
    assert {run["run_id"] for run in shown["runs"]} == {first["run_id"], second["run_id"]}
    listed = server.get("/api/v1/agent/sessions?limit=1&offset=0").json
    assert listed["limit"] == 1 and len(listed["sessions"]) == 1 and listed["total"] >= 1
    summary = server.get(f"/api/v1/logs/{session}/summary").json
    assert summary["total_runs"] == 2 and summary["total_cost_usd"] == "0.05"
    assert summary["by_status"]["completed"] == 2 and summary["simulated"] is True
    assert server.call("DELETE", f"/api/v1/agent/sessions/{session}").status == 200
    problem(server.get(f"/api/v1/agent/sessions/{session}"), 404, "agent_session_not_found")
    answer = server.post("/api/v1/agent/execute", {**BUY, "session_id": session})
    problem(answer, 404, "agent_session_not_found")
    assert server.get(f"/api/v1/logs/{session}/summary").status == 200


def test_the_end_of_a_session_takes_back_what_waits_in_it(server, asker):
    waiting = execute(server, {**BUY, "agent": asker})
    assert waiting["status"] == "awaiting_approval" and waiting["total_cost_usd"] == "0"
    [approval] = waiting["approvals"]
    assert approval["payment"]["amount"]["amount"] == "0.05"
    before = units(server)
    ended = server.call("DELETE", f"/api/v1/agent/sessions/{waiting['session_id']}").json
    assert ended["stopped"] == [waiting["run_id"]]
    path = f"/api/v1/approvals/{approval['id']}/approve"
    problem(server.post(path, {"hash": approval["hash"]}), 409, "approval_decided")
    assert server.get(f"/api/v1/logs/{waiting['run_id']}").json["status"] == "cancelled"
    assert units(server) == before
    assert server.get(f"/api/v1/wallet/allowance?agent={asker}").json["reserved"] == "0"


@pytest.mark.parametrize("limit, status", [
    ("0.04", "refused"), (0.04, "refused"), ("0.05", "completed"), (1, "completed"), ("0", "refused"),
    ("0.049999999999999999", "refused"), (0.05000000000000001, "completed"),
])
def test_a_budget_is_the_ceiling_of_a_payment(server, payer, limit, status):
    done = execute(server, {**BUY, "agent": payer, "budget_limit_usd": limit})
    assert done["status"] == status, done


@pytest.mark.parametrize("limit", ["-1", "1e3", "abc", "", True, [], {}, "1." + "0" * 19, -1, "9" * 60])
def test_a_budget_that_is_no_decimal_is_refused(server, limit):
    answer = server.post("/api/v1/agent/execute", {**BUY, "budget_limit_usd": limit})
    problem(answer, 400, "invalid_amount")


def test_a_budget_with_an_exponent_is_refused(server):
    body = '{"command": "buy a quote", "budget_limit_usd": 1e2}'
    answer = server.call(
        "POST", "/api/v1/agent/execute", body, {"Content-Type": "application/json"})
    problem(answer, 400, "invalid_amount")


@pytest.mark.parametrize("body, status, code", [
    ({}, 422, "invalid_field"), ({"command": ""}, 422, "invalid_field"),
    ({"command": " \n\t "}, 422, "invalid_field"), ({"command": None}, 422, "invalid_field"),
    ({"command": 5}, 422, "invalid_field"), ({"command": "x" * 10_001}, 422, "invalid_field"),
    ({"command": "buy", "agent": "nobody"}, 404, "agent_not_found"),
    ({"command": "buy", "agent": 1}, 422, "invalid_field"),
    ({"command": "buy", "session_id": UNKNOWN}, 404, "agent_session_not_found"),
    ({"command": "buy", "session_id": "../../etc"}, 404, "agent_session_not_found"),
    ({"command": "buy", "session_id": 7}, 422, "invalid_field"),
])
def test_what_is_wrong_with_a_command_is_said(server, body, status, code):
    for path in ("/api/v1/agent/execute", "/api/v1/agent/stream"):
        problem(server.post(path, body), status, code)


def test_what_is_no_command_is_refused_and_costs_nothing(server):
    before = units(server)
    done = execute(server, {"command": "what do you think of opera? ☃" + "é" * 9_000})
    assert done["status"] == "refused" and done["tool_calls"] == [] and done["result"]
    assert units(server) == before


def test_a_session_belongs_to_its_agent(server, payer):
    session = execute(server, {"command": "check my balance", "agent": payer})["session_id"]
    body = {**BUY, "session_id": session, "agent": "paygent"}
    problem(server.post("/api/v1/agent/execute", body), 404, "agent_session_not_found")


# Stream


def test_a_command_is_told_as_it_happens_and_taken_up_again(server, payer):
    body = {**BUY, "agent": payer}
    events = events_of(server.post("/api/v1/agent/stream", body))
    names = [event["event"] for event in events]
    assert names == [
        "thinking", "plan", "tool_call", "tool_result", "tool_call", "tool_result", "complete"]
    last = json.loads(events[-1]["data"])
    assert last["status"] == "completed" and last["total_cost_usd"] == "0.05"
    positions = [int(event["id"]) for event in events[1:]]
    assert positions == sorted(positions)
    before = units(server)
    rest = events_of(server.post(
        "/api/v1/agent/stream", body, headers={"Last-Event-ID": events[3]["id"]}))
    assert rest == events[4:]
    assert events_of(server.post(
        "/api/v1/agent/stream", body, headers={"Last-Event-ID": events[-1]["id"]})) == []
    assert units(server) == before


def test_a_stream_ends_where_a_person_decides(server, asker):
    events = events_of(server.post("/api/v1/agent/stream", {**BUY, "agent": asker}))
    assert events[-1]["event"] == "approval_required"
    [approval] = json.loads(events[-1]["data"])["approvals"]
    assert approval["status"] == "pending"
    server.post(f"/api/v1/approvals/{approval['id']}/reject", {})


@pytest.mark.parametrize("position", ["0", "-1", "abc", "999999999", "9" * 30])
def test_a_stream_goes_on_only_from_an_event_that_was(server, position):
    answer = server.post("/api/v1/agent/stream", BUY, headers={"Last-Event-ID": position})
    problem(answer, 422, "invalid_field")


# Single payments


def test_a_url_is_bought_once_under_one_key(server, payer):
    before = units(server)
    body = {"url": demo(server), "max_amount": "0.05", "agent": payer}
    key = {"Idempotency-Key": "one purchase"}
    first, again = buy(server, body, **key), buy(server, body, **key)
    assert first.json["status"] == "completed", first
    assert first.body == again.body and again.headers["idempotent-replayed"] == "true"
    assert before - units(server) == 50_000
    [call] = first.json["tool_calls"]
    assert call["result"]["response"]["status"] == 200 and call["cost"]["amount"] == "0.05"
    problem(buy(server, {**body, "max_amount": "0.06"}, **key), 409, "idempotency_key_reused")


def test_one_key_sent_by_many_at_once_is_one_payment(server, payer):
    before = units(server)
    body = {"url": demo(server), "agent": payer}
    runs = []
    threads = [
        threading.Thread(
            target=lambda: runs.append(buy(server, body, **{"Idempotency-Key": "all at once"})))
        for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert {answer.status for answer in runs} == {200}, runs
    assert len({answer.json["run_id"] for answer in runs}) == 1
    assert before - units(server) == 50_000


def test_the_maximum_of_the_caller_and_the_rules_of_the_agent_both_hold(server, payer):
    before = units(server)
    refused = buy(server, {"url": demo(server), "max_amount": "0.04", "agent": payer}).json
    assert refused["status"] == "refused" and "0.04" in refused["result"]
    strict = agent_of(
        server, "an agent called strict that buys data, at most 2 cents a payment and $5 a day")
    refused = buy(server, {"url": demo(server), "max_amount": "9", "agent": strict}).json
    assert refused["status"] == "refused" and "0.02" in refused["result"]
    assert units(server) == before


@pytest.mark.parametrize("body, code", [
    ({}, "invalid_field"), ({"url": ""}, "invalid_field"), ({"url": 5}, "invalid_field"),
    ({"url": "ftp://example.com/x"}, "invalid_field"), ({"url": "example.com"}, "invalid_field"),
    ({"url": "https://"}, "invalid_field"), ({"url": "https://a b.example/"}, "invalid_field"),
    ({"url": "https://a.example/\r\nX: y"}, "invalid_field"),
    ({"url": "https://a.example/", "max_amount": "-1"}, "invalid_amount"),
    ({"url": "https://a.example/", "max_amount": "1e9"}, "invalid_amount"),
    ({"url": "https://a.example/", "max_amount": 0.05}, "invalid_amount"),
    ({"url": "https://a.example/", "method": "TRACE"}, "invalid_field"),
    ({"url": "https://a.example/", "body": "x"}, "invalid_field"),
    ({"url": "https://a.example/", "method": "POST", "body": "x" * 100_001}, "invalid_field"),
])
def test_what_is_wrong_with_a_purchase_is_said(server, body, code):
    problem(buy(server, body), 400 if code == "invalid_amount" else 422, code)


def test_a_purchase_of_nobody_and_an_unreachable_seller_are_told(server, payer):
    problem(buy(server, {"url": demo(server), "agent": "nobody"}), 404, "agent_not_found")
    gone = buy(server, {"url": "http://127.0.0.1:1/x", "agent": payer}).json
    assert gone["status"] == "failed" and "Nothing was paid" in gone["result"]
    problem(buy(server, {"url": demo(server)}, **{"Idempotency-Key": "x" * 256}), 422, "invalid_field")


def test_money_is_sent_to_an_account(server, payer):
    before = units(server)
    done = sent(server, agent=payer)
    assert done["status"] == "completed" and done["simulated"] is True, done
    assert done["total_cost_usd"] == "0.10" and "simulated" in done["result"]
    [payment] = done["payments"]
    assert payment["pay_to"] == RECIPIENT and payment["resource"] == ""
    assert before - units(server) == 100_000
    listed = server.get("/api/v1/wallet/transactions?limit=1").json
    assert listed["simulated"] is True
    [newest] = listed["items"]
    assert newest["transaction"] == payment["transaction"]
    [move] = newest["moves"]
    assert move["direction"] == "out" and move["to"] == RECIPIENT
    assert move["amount"]["amount"] == "0.10"
    assert server.get("/api/v1/audit/verify").json["holds"] is True


def test_a_transfer_above_a_limit_waits_or_is_refused(server, payer, asker):
    before = units(server)
    assert sent(server, agent=payer, amount="1.000001")["status"] == "refused"
    waiting = sent(server, agent=asker)
    assert waiting["status"] == "awaiting_approval"
    assert units(server) == before
    [approval] = waiting["approvals"]
    allowance = server.get(f"/api/v1/wallet/allowance?agent={asker}").json
    assert allowance["reserved"] == "0.10"
    path = f"/api/v1/approvals/{approval['id']}/approve"
    assert server.post(path, {"hash": approval["hash"]}).status == 200
    assert before - units(server) == 100_000
    assert server.get(f"/api/v1/logs/{waiting['run_id']}").json["status"] == "completed"


def test_an_edit_ends_the_run_and_asks_for_less(server, asker):
    before = units(server)
    waiting = sent(server, agent=asker)
    [approval] = waiting["approvals"]
    edited = server.post(
        f"/api/v1/approvals/{approval['id']}/edit", {"hash": approval["hash"], "amount": "0.01"})
    assert edited.status == 200 and edited.json["payment"]["status"] == "completed", edited
    assert before - units(server) == 10_000
    ended = server.get(f"/api/v1/logs/{waiting['run_id']}").json
    assert ended["status"] in ("refused", "failed") and ended["result"]


def test_a_transfer_that_cannot_be_is_refused_and_moves_nothing(server, payer):
    before = units(server)
    assert sent(server, agent=payer, token="CRO")["status"] == "refused"
    assert sent(server, agent=payer, token="NOPE")["status"] == "refused"
    assert sent(server, agent=payer, amount="0.0000001")["status"] == "refused"
    reader = agent_of(server, "an agent called reader that buys data, at most $1 a payment, $5 a day")
    refused = sent(server, agent=reader)
    assert refused["status"] == "refused" and "send money" in refused["result"]
    assert units(server) == before


@pytest.mark.parametrize("body", [
    {"recipient": "alice"}, {"recipient": "0x1234"}, {"recipient": None}, {"recipient": 5},
    {"recipient": "0x52908400098527886E0F7030069857D2E4169Ee7"}, {"recipient": "0x" + "0" * 40},
    {"recipient": "0x" + "z" * 40}, {"amount": "0"}, {"amount": "-1"}, {"amount": "1e3"},
    {"amount": 1}, {"amount": 0.1}, {"amount": "1." + "0" * 18 + "1"},
    {"amount": "1,5"}, {"amount": None}, {"amount": "٣"}, {"token": 5}, {"token": ""},
    {"token": "X" * 17},
])
def test_what_is_wrong_with_a_transfer_is_said(server, body):
    answer = transfer(server, {"recipient": RECIPIENT, "amount": "1", "token": "USDC", **body})
    amount = "amount" in body
    problem(answer, 400 if amount else 422, "invalid_amount" if amount else "invalid_field")


def test_a_transfer_is_made_once_under_one_key(server, payer):
    before = units(server)
    body = {"recipient": RECIPIENT, "amount": "0.01", "agent": payer}
    first, again = [transfer(server, body, **{"Idempotency-Key": "rent"}) for _ in range(2)]
    assert first.body == again.body and first.json["status"] == "completed"
    assert before - units(server) == 10_000


def test_the_allowance_shrinks_by_what_was_paid(server):
    agent = agent_of(
        server, "an agent called saver that buys data and sends money to people, at most $1 a "
        "payment and $2 a day, never ask me for approval")
    sent(server, agent=agent, amount="0.75")
    allowance = server.get(f"/api/v1/wallet/allowance?agent={agent}").json
    windows = {line["window"]: line for line in allowance["windows"]}
    assert windows["daily"]["spent"] == "0.75" and windows["daily"]["remaining"] == "1.25"
    assert allowance["next_payment_max"] == "1"
    sent(server, agent=agent, amount="0.75")
    assert server.get(f"/api/v1/wallet/allowance?agent={agent}").json["next_payment_max"] == "0.50"
    assert sent(server, agent=agent, amount="0.51")["status"] == "refused"
    server.post(f"/api/v1/agents/{agent}/kill")
    assert server.get(f"/api/v1/wallet/allowance?agent={agent}").json["next_payment_max"] == "0"
    body = {"recipient": RECIPIENT, "amount": "0.01", "agent": agent}
    problem(transfer(server, body), 409, "agent_killed")
    problem(server.get("/api/v1/wallet/allowance?agent=nobody"), 404, "agent_not_found")
    problem(server.get("/api/v1/wallet/transactions?limit=0"), 422, "invalid_field")


# Services


def test_services_are_found_and_priced(server):
    found = server.get("/api/v1/services/discover?q=weather&max_price=0.05").json
    [service] = found["services"]
    assert service["price"] == {"amount": "0.05", "token": "USDC"} and service["simulated"] is True
    assert server.get(f"/api/v1/services/{service['id']}").json == service
    pricing = server.get(f"/api/v1/services/{service['id']}/pricing").json
    assert pricing["price"] == service["price"] and pricing["pricing_model"] == "pay-per-call"
    for query in ("max_price=0.04", "q=submarines", "category=finance"):
        assert server.get(f"/api/v1/services/discover?{query}").json["services"] == []
    assert server.get("/api/v1/services/discover?category=weather").json["total"] == 1
    problem(server.get("/api/v1/services/discover?max_price=cheap"), 422, "invalid_field")
    problem(server.get("/api/v1/services/discover?limit=0"), 422, "invalid_field")
    problem(server.get("/api/v1/services/nothing"), 404, "service_not_found")
    problem(server.get("/api/v1/services/nothing/pricing"), 404, "service_not_found")


# Logs


def test_logs_are_filtered_and_paged(server, payer):
    session = execute(server, {"command": "check my balance", "agent": payer})["session_id"]
    for _ in range(2):
        execute(server, {"command": "check my balance", "session_id": session})
    path = f"/api/v1/logs?session_id={session}&limit=2"
    first = server.get(path).json
    rest = server.get(f"{path}&cursor={first['next_cursor']}").json
    assert len(first["items"]) == 2 and len(rest["items"]) == 1 and rest["next_cursor"] is None
    refused = server.get(f"/api/v1/logs?agent={payer}&status=refused").json["items"]
    assert {item["status"] for item in refused} <= {"refused"}
    assert server.get(f"/api/v1/logs?session_id={UNKNOWN}").json["items"] == []
    problem(server.get("/api/v1/logs?status=odd"), 422, "invalid_field")
    problem(server.get("/api/v1/logs?session_id=odd"), 422, "invalid_field")
    problem(server.get(f"/api/v1/logs/{UNKNOWN}"), 404, "run_not_found")
    problem(server.get("/api/v1/logs/odd"), 404, "run_not_found")
    problem(server.get(f"/api/v1/logs/{UNKNOWN}/summary"), 404, "agent_session_not_found")


def test_the_new_routes_are_in_the_openapi_document(server):
    paths = server.get("/openapi.json").json["paths"]
    for path in (
        "/agent/execute", "/agent/stream", "/agent/sessions", "/agent/sessions/{id}",
        "/payments/x402", "/wallet/transfer", "/wallet/transactions", "/wallet/allowance",
        "/services/discover", "/services/{id}", "/services/{id}/pricing", "/logs", "/logs/{id}",
        "/logs/{session_id}/summary",
    ):
        assert f"/api/v1{path}" in paths


# A part of what there is


def test_a_part_of_the_balance_is_sent_within_the_limits(tmp_path):
    with Server(tmp_path / "data") as server:
        rich = agent_of(
            server, "an agent called rich that sends money to people, at most $600 a payment and $5000 "
            "a day, never ask me for approval")
        poor = agent_of(
            server, "an agent called poor that sends money to people, at most $1 a payment and $5 a day, "
            "never ask me for approval")
        before = units(server)
        refused = execute(server, {"command": f"send 50% of my balance to {RECIPIENT}", "agent": poor})
        assert refused["status"] == "refused" and units(server) == before, refused
        assert "500 USDC" in json.dumps(refused), refused
        done = execute(server, {"command": f"send 50% of my balance to {RECIPIENT}", "agent": rich})
        assert done["status"] == "completed" and done["payments"][0]["amount"]["amount"] == "500", done
        assert units(server) == before // 2
        done = execute(server, {"command": f"transfer 12.5% of my USDC to {RECIPIENT}", "agent": rich})
        assert done["payments"][0]["amount"]["amount"].startswith("62.5"), done
        too_much = execute(server, {"command": f"send 150% of my balance to {RECIPIENT}", "agent": rich})
        assert too_much["status"] == "refused", too_much


def test_the_part_that_a_person_saw_is_what_is_sent(tmp_path):
    with Server(tmp_path / "data") as server:
        asker = agent_of(
            server, "an agent called asker that sends money to people, at most $600 a payment and $5000 "
            "a day, ask me above $1")
        rich = agent_of(
            server, "an agent called rich that sends money to people, at most $600 a payment and $5000 "
            "a day, never ask me for approval")
        waits = execute(server, {"command": f"send half of my balance to {RECIPIENT}", "agent": asker})
        assert waits["status"] == "awaiting_approval", waits
        [shown] = server.get("/api/v1/approvals/pending").json["items"]
        assert "500" in json.dumps(shown)
        execute(server, {"command": f"send 100 USDC to {RECIPIENT}", "agent": rich})
        before = units(server)
        # The balance is another one by now, and a restart lies between.
        server.kill()
        server.start()
        answer = server.post(
            f"/api/v1/approvals/{shown['id']}/approve", {"hash": shown["hash"]})
        assert answer.status == 200, answer
        deadline = time.monotonic() + 30
        while units(server) == before and time.monotonic() < deadline:
            time.sleep(0.05)
        assert before - units(server) == 500 * 10**6


@pytest.mark.parametrize("command", [
    "buy today's weather quote tomorrow", f"on Friday send 0.10 USDC to {RECIPIENT}",
    "in two hours buy a weather quote", f"send 0.10 USDC to {RECIPIENT} every monday",
    "swap 0.5 usdc for cro every day at 9am",
])
def test_what_is_for_another_time_is_not_paid_now(server, payer, command):
    before = units(server)
    answer = execute(server, {"command": command})
    assert answer["status"] in ("refused", "failed"), answer
    assert "add a time" in answer["result"]
    assert answer["payments"] == []
    assert units(server) == before


@pytest.mark.parametrize("command", [
    "buy today's weather quote 3 times", "buy today's weather quote twice", "pay --0.5 USDC to " + RECIPIENT,
    f"send {RECIPIENT} 0.10 USDC three times please"])
def test_what_cannot_be_done_as_said_is_not_done_once(server, payer, command):
    before = units(server)
    done = execute(server, {"command": command, "agent": payer})
    assert done["status"] == "refused" and not done["payments"], done
    assert units(server) == before
