"""Teams: several agents behind one entrance, bound together by one budget."""

import threading
import time
import uuid

import pytest

from paygent import Server
from test_agents import agent_of
from test_bad_input import UNKNOWN, problem
from test_runtime import RECIPIENT, events_of, units

PATH = "/api/v1/teams"
QUOTE = "buy today's weather quote"


@pytest.fixture(scope="module")
def members(server):
    return [
        agent_of(server, "an agent that only buys weather data, at most $1 a payment and $50 a day, "
                 "never ask me for approval. It does not send money to people"),
        agent_of(server, "an agent that only sends money to people, at most $1 a payment and $50 a "
                 "day, never ask me for approval"),
    ]


def team_of(server, members, mode="sequential", **more):
    name = "t" + uuid.uuid4().hex[:12]
    answer = server.post(PATH, {"name": name, "mode": mode, "members": members, **more})
    assert answer.status == 201, answer
    return name


def run(server, team, message, **more):
    answer = server.post(f"{PATH}/{team}/run", {"message": message, **more})
    assert answer.status == 200, answer
    return answer.json


def who(done):
    return {step["tool"]: step["member"] for step in done["plan"]["steps"]}


@pytest.mark.parametrize("mode", ["sequential", "parallel"])
def test_each_command_goes_to_the_member_that_may_do_it(server, members, mode):
    buyer, sender = members
    before = units(server)
    team = team_of(server, [sender, buyer], mode)
    done = run(server, team, f"{QUOTE}, then send 0.02 USDC to {RECIPIENT}")
    assert done["status"] == "completed", done
    assert who(done)["x402_payment"] == buyer and who(done)["transfer_tokens"] == sender
    assert before - units(server) == 70_000
    history = server.get("/api/v1/payments/history?limit=2").json["items"]
    assert {payment["agent"] for payment in history} == {buyer, sender}


def test_a_router_gives_everything_to_the_one_that_fits(server, members):
    buyer, sender = members
    team = team_of(server, [buyer, sender], "router")
    assert set(who(run(server, team, QUOTE)).values()) == {buyer}
    assert set(who(run(server, team, f"send 0.01 USDC to {RECIPIENT}")).values()) == {sender}


def test_a_budget_binds_the_members_together(server, members):
    buyer, sender = members
    before = units(server)
    team = team_of(server, members, budget={"token": "USDC", "daily": "0.06"})
    assert run(server, team, QUOTE)["status"] == "completed"
    refused = run(server, team, f"send 0.02 USDC to {RECIPIENT}")
    assert refused["status"] == "refused" and "0.06" in refused["output"], refused
    assert run(server, team, f"send 0.01 USDC to {RECIPIENT}")["status"] == "completed"
    assert before - units(server) == 60_000
    alone = server.post(
        f"/api/v1/agents/{sender}/run", {"message": f"send 0.02 USDC to {RECIPIENT}"}).json
    assert alone["status"] == "completed"


@pytest.mark.parametrize("mode", ["sequential", "parallel"])
def test_a_budget_holds_when_many_spend_at_once(server, members, mode):
    before = units(server)
    team = team_of(server, members, mode, budget={"token": "USDC", "total": "0.10"})
    message = ", then ".join([f"send 0.02 USDC to {RECIPIENT}"] * 3)
    answers = []
    threads = [
        threading.Thread(target=lambda: answers.append(run(server, team, message))) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(answers) == 6 and before - units(server) == 100_000


def test_a_team_is_made_listed_stopped_and_removed(server, members):
    team = team_of(server, members, budget={"daily": "1"})
    shown = server.get(f"{PATH}/{team}").json
    assert shown["members"] == members and shown["mode"] == "sequential"
    assert shown["budget"] == [{"window": "daily", "amount": "1", "token": "USDC"}]
    assert team in [item["name"] for item in server.get(PATH).json["items"]]
    assert server.post(f"{PATH}/{team}/kill").json["status"] == "killed"
    problem(server.post(f"{PATH}/{team}/run", {"message": QUOTE}), 409, "agent_killed")
    own = server.post(f"/api/v1/agents/{members[0]}/run", {"message": QUOTE}).json
    assert own["status"] == "completed"
    assert server.post(f"{PATH}/{team}/revive").json["status"] == "active"
    assert run(server, team, QUOTE)["status"] == "completed"
    assert server.call("DELETE", f"{PATH}/{team}").status == 200
    problem(server.get(f"{PATH}/{team}"), 404, "team_not_found")


def test_a_session_of_a_team_remembers_and_tells_who_acts(server, members):
    team = team_of(server, members)
    session = server.post(f"{PATH}/{team}/sessions", {"topic": "x"}).json["session_id"]
    assert session[14] == "7"
    run(server, team, f"send 0.01 USDC to {RECIPIENT}", session_id=session)
    assert run(server, team, "again", session_id=session)["status"] == "completed"
    items = server.get(f"{PATH}/{team}/sessions/{session}/history").json["items"]
    assert [item["message"] for item in items][0] == "again" and len(items) == 2
    assert server.get(f"{PATH}/{team}/sessions").json["items"][0]["session_id"] == session
    events = events_of(server.post(
        f"{PATH}/{team}/run", {"message": QUOTE, "stream": True, "session_id": session}))
    assert events[0]["event"] == "meta" and events[-1]["event"] == "done"
    assert all(members[0] in event["data"] for event in events if event["event"] == "tool_start")
    other = team_of(server, members)
    problem(server.get(f"{PATH}/{other}/sessions/{session}"), 404, "agent_session_not_found")


def test_what_waits_goes_on_after_a_restart(tmp_path):
    with Server(tmp_path / "data") as server:
        asker = agent_of(server, "an agent that sends money to people, at most $1 a payment, $5 "
                         "a day, ask me above 1 cent")
        team = team_of(server, [asker], "parallel", budget={"daily": "3"})
        waiting = run(server, team, f"check my balance, then send 0.02 USDC to {RECIPIENT}")
        assert waiting["status"] == "awaiting_approval", waiting
        server.kill()
        server.start()
        [approval] = server.get("/api/v1/approvals/pending").json["items"]
        done = server.post(
            f"/api/v1/approvals/{approval['id']}/approve", {"hash": approval["hash"]})
        assert done.status == 200, done
        # The process that starts may be taking the run up itself: then the yes answers before its end.
        end = time.monotonic() + 10
        while True:
            log = server.get(f"/api/v1/logs/{waiting['run_id']}").json
            if log["status"] == "completed":
                break
            assert time.monotonic() < end, log
            time.sleep(0.05)
        assert log["total_cost_usd"] == "0.02"


@pytest.mark.parametrize("body, code", [
    ({}, "invalid_field"), ({"name": "x"}, "invalid_field"),
    ({"name": "Big Team", "members": ["paygent"]}, "invalid_field"),
    ({"name": "x", "members": []}, "invalid_field"),
    ({"name": "x", "members": ["nobody"]}, "invalid_field"),
    ({"name": "x", "members": ["paygent", "paygent"]}, "invalid_field"),
    ({"name": "x", "members": "paygent"}, "invalid_field"),
    ({"name": "x", "members": ["paygent"], "mode": "vote"}, "invalid_field"),
    ({"name": "x", "members": ["paygent"], "budget": {"hourly": "1"}}, "invalid_field"),
    ({"name": "x", "members": ["paygent"], "budget": {"daily": "-1"}}, "invalid_amount"),
    ({"name": "x", "members": ["paygent"], "budget": {"daily": 1}}, "invalid_amount"),
])
def test_what_is_wrong_with_a_team_is_said(server, body, code):
    problem(server.post(PATH, body), 400 if code == "invalid_amount" else 422, code)


def test_a_team_that_is_not_there(server, members):
    for method, path in [("GET", ""), ("DELETE", ""), ("POST", "/kill"), ("POST", "/run"),
                         ("GET", "/sessions"), ("GET", f"/sessions/{UNKNOWN}")]:
        answer = server.call(method, f"{PATH}/nobody{path}", {"message": QUOTE} if method == "POST" else None)
        assert answer.status == 404, answer
    team = team_of(server, members)
    problem(server.post(PATH, {"name": team, "members": members}), 409, "agent_name_taken")


@pytest.mark.parametrize("budget, paid", [("0.5", 0), ("1", 1)])
def test_a_teams_budget_binds_trades(server, budget, paid):
    team = team_of(server, ["vvs-trader", "market-researcher"], "router", budget={"daily": budget})
    statuses = [run(server, team, "swap 1 USDC for CRO")["status"] for _ in range(2)]
    assert statuses == ["completed"] * paid + ["refused"] * (2 - paid)
    assert server.get("/api/v1/payments/history?limit=1").json["items"][0]["agent"] == "vvs-trader"


def test_an_edited_payment_stays_inside_the_teams_budget(server):
    asker = agent_of(server, "an agent that sends money to people, at most $1 a payment, $5 a day, "
                     "ask me above 1 cent")
    team = team_of(server, [asker], budget={"daily": "0.05"})
    for _ in range(2):
        run(server, team, f"send 0.04 USDC to {RECIPIENT}")
    items = [item for item in server.get("/api/v1/approvals/pending").json["items"]
             if item["payment"]["agent"] == asker]
    assert len(items) == 1, items  # the second does not fit beside what the first holds
    edited = server.post(f"/api/v1/approvals/{items[0]['id']}/edit",
                         {"hash": items[0]["hash"], "amount": "0.03"})
    assert edited.status == 200, edited
    for item in server.get("/api/v1/approvals/pending").json["items"]:
        if item["payment"]["agent"] == asker:
            server.post(f"/api/v1/approvals/{item['id']}/approve", {"hash": item["hash"]})
    # 0.03 of 0.05 are spent: what still fits is 0.02 and not 0.03.
    assert run(server, team, f"send 0.03 USDC to {RECIPIENT}")["status"] == "refused"
