"""Swaps, positions and bets at the simulated venues, over real sockets."""

import json
import sqlite3
import threading
import time

import pytest

from paygent import Server
from test_agents import agent_of
from test_runtime import events_of, execute

SWAP = {"command": "swap 1 USDC for CRO", "agent": "vvs-trader"}


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    with Server(tmp_path_factory.mktemp("trading") / "data") as running:
        yield running


def statuses(run):
    return [step["status"] for step in run["plan"]["steps"]]


def balances(server):
    items = server.get("/api/v1/wallet/balance").json["balances"]
    return {item["token"]: float(item["amount"]) for item in items}


def test_the_built_in_agents_are_there(server):
    names = {agent["name"] for agent in server.get("/api/v1/agents").json["items"]}
    assert names >= {"paygent", "vvs-trader", "moonlander-trader", "delphi-predictor", "market-researcher"}


def test_a_swap_shows_its_steps_and_says_that_it_is_simulated(server):
    before = balances(server)
    run = execute(server, SWAP)
    assert run["status"] == "completed" and run["simulated"] is True, run
    assert statuses(run) == ["done"] * 4 and run["total_cost_usd"] == "1"
    quote, funds, swap, verify = run["tool_calls"]
    assert [call["tool"] for call in run["tool_calls"]] == ["swap_tokens", "check_balance"] + ["swap_tokens"] * 2
    assert all(call["result"]["simulated"] for call in run["tool_calls"])
    assert swap["result"]["transaction"].startswith("0x") and verify["result"]["confirmed"] is True
    after = balances(server)
    assert before["USDC"] - after["USDC"] == pytest.approx(1)
    assert after["CRO"] > before.get("CRO", 0)
    payment = run["payments"][0]
    assert payment["status"] == "completed" and payment["amount"]["amount"] == "1"


def test_what_was_bought_can_be_sold_and_counts_by_its_worth(server):
    execute(server, SWAP)
    run = execute(server, {**SWAP, "command": "swap 2 CRO for USDC"})
    assert run["status"] == "completed", run
    assert 0.1 < float(run["total_cost_usd"]) < 0.5


@pytest.mark.parametrize("command, agent, code", [
    ("swap 6 USDC for CRO", "vvs-trader", "over_payment_limit"),
    ("swap 1 USDC for DOGE", "vvs-trader", "no_asset"),
    ("swap 1 USDC for CRO with 5% slippage", "vvs-trader", "slippage_not_allowed"),
    ("swap 500000 CRO for USDC", "vvs-trader", "balance_too_low"),
    ("open a 9x long on BTC with 1 USDC", "moonlander-trader", "leverage_not_allowed"),
    ("open a 2x long on GOLD with 1 USDC", "moonlander-trader", "market_not_found"),
    ("close my SOL position", "moonlander-trader", "no_position"),
    ("bet 1 USDC on yes for the election", "delphi-predictor", "market_not_found"),
    ("bet 1 USDC on yes for BTC above 1000000", "delphi-predictor", "market_not_found"),
    ("swap 1 USDC for CRO", "moonlander-trader", "tool_not_allowed"),
    ("swap 1 USDC for CRO", "market-researcher", "tool_not_allowed"),
])
def test_what_may_not_or_cannot_be_done_is_refused_in_a_sentence(server, command, agent, code):
    before = balances(server)
    run = execute(server, {"command": command, "agent": agent})
    assert run["status"] == "refused" and run["total_cost_usd"] == "0", run
    assert run["tool_calls"][-1]["result"].get("code", code) == code, run["tool_calls"][-1]
    assert run["result"].endswith(".") and balances(server) == before


def test_a_position_is_opened_with_its_stops_moved_and_closed(server):
    run = execute(server, {
        "command": "open a 3x long on BTC with 1 USDC, stop loss 20000, take profit 90000",
        "agent": "moonlander-trader"})
    assert run["status"] == "completed" and statuses(run) == ["done"] * 6, run
    position = run["tool_calls"][-1]["result"]["positions"][0]
    assert position["market"] == "BTC" and position["stop_loss"] == "20000" and position["status"] == "open"
    moved = execute(server, {"command": "set my BTC stop loss to 30000", "agent": "moonlander-trader"})
    assert moved["status"] == "completed" and "30000" in moved["result"], moved
    half = execute(server, {"command": "close half of my BTC position", "agent": "moonlander-trader"})
    assert half["status"] == "completed" and "50 percent" in half["result"], half
    closed = execute(server, {"command": "close my BTC position", "agent": "moonlander-trader"})
    assert closed["status"] == "completed" and closed["total_cost_usd"] == "0", closed


def test_a_bet_is_placed_and_there_is_nothing_to_claim_yet(server):
    run = execute(server, {"command": "bet 0.5 USDC on yes for BTC", "agent": "delphi-predictor"})
    assert run["status"] == "completed" and statuses(run) == ["done"] * 4, run
    claim = execute(server, {"command": "claim my winnings", "agent": "delphi-predictor"})
    assert claim["status"] == "refused" and "won" in claim["result"], claim


def test_above_the_threshold_a_trade_waits_for_a_person_and_is_done_as_shown(server):
    run = execute(server, {**SWAP, "command": "swap 2 USDC for CRO"})
    assert run["status"] == "awaiting_approval", run
    approval = run["approvals"][0]
    edit = server.post(f"/api/v1/approvals/{approval['id']}/edit", {"hash": approval["hash"], "amount": "1"})
    assert edit.status == 422 and edit.json["code"] == "price_is_fixed", edit
    answer = server.post(f"/api/v1/approvals/{approval['id']}/approve", {"hash": approval["hash"]})
    assert answer.status == 200, answer
    log = server.get(f"/api/v1/logs/{run['run_id']}").json
    assert log["status"] == "completed", log


def test_the_stream_names_the_specialist_that_a_step_goes_to(server):
    events = events_of(server.post("/api/v1/agent/stream", {"command": "swap 1 USDC for CRO"}))
    names = [event["event"] for event in events]
    assert names[:2] == ["thinking", "plan"] and names[-1] == "complete", names
    assert names.count("subagent_start") == names.count("subagent_end") == 4
    start = json.loads(next(event for event in events if event["event"] == "subagent_start")["data"])
    assert start["agent"] == "vvs-trader" and start["tools"] == ["swap_tokens", "check_balance"]
    assert start["task"] == "Ask VVS for the price of CRO in USDC"


def test_both_budgets_bind_a_step_that_is_handed_on(server):
    run = execute(server, {"command": "swap 2 USDC for CRO"})
    assert run["status"] == "refused" and "1 USDC per payment" in run["result"], run


def test_an_agent_of_ones_own_with_the_tool_trades_within_its_own_limits(server):
    name = agent_of(server, "an agent called dipper that swaps USDC for CRO, at most $3 a payment and $6 a "
                    "day, never ask me for approval, at most 1% slippage")
    for _ in range(2):
        run = execute(server, {"command": "swap 3 USDC for CRO", "agent": name})
        assert run["status"] == "completed", run
    over = execute(server, {"command": "swap 1 USDC for CRO", "agent": name})
    assert over["status"] == "refused" and "limit of 6" in over["result"], over


def test_the_same_key_trades_once(server):
    headers = {"Idempotency-Key": "swap-once"}
    first = execute(server, SWAP, **headers)
    before = balances(server)
    assert execute(server, SWAP, **headers)["run_id"] == first["run_id"]
    assert balances(server) == before


def test_the_history_of_a_session_holds_its_trades(server):
    session = server.post("/api/v1/agents/vvs-trader/sessions", {}).json["session_id"]
    command = "swap 0.2 USDC for CRO"
    run = server.post("/api/v1/agents/vvs-trader/run", {"session_id": session, "message": command}).json
    assert run["status"] == "completed", run
    history = server.get(f"/api/v1/agents/vvs-trader/sessions/{session}/history").json["items"]
    assert any(command in json.dumps(item) for item in history)
    assert server.get(f"/api/v1/logs?session_id={session}").json["items"][0]["run_id"] == run["run_id"]


def test_a_kill_in_the_middle_of_swaps_neither_loses_nor_repeats_one(data):
    server = Server(data, "--access-log", "off").start()
    name = agent_of(server, "an agent called swapper that swaps USDC for CRO, at most $1 a payment and $900 a day, "
                    "never ask me for approval")
    done, before = [], balances(server)["USDC"]

    def swap():
        try:
            while True:
                run = server.post("/api/v1/agent/execute", {"command": "swap 1 USDC for CRO", "agent": name}).json
                if run.get("status") == "completed":
                    done.append(run["run_id"])
        except (OSError, ValueError, json.JSONDecodeError):
            return
        except Exception:  # the connection was cut in the middle of an answer
            return

    threads = [threading.Thread(target=swap, daemon=True) for _ in range(4)]
    for thread in threads:
        thread.start()
    deadline = time.monotonic() + 20
    while len(done) < 6 and time.monotonic() < deadline:
        time.sleep(0.05)
    server.kill()
    for thread in threads:
        thread.join(20)
    server.start()
    try:
        deadline = time.monotonic() + 20
        while time.monotonic() < deadline:
            runs = server.get(f"/api/v1/logs?agent={name}&limit=200").json["items"]
            if all(run["status"] != "running" for run in runs):
                break
            time.sleep(0.2)
        completed = [run for run in runs if run["status"] == "completed"]
        assert {run["run_id"] for run in completed} >= set(done)
        assert len(completed) == len(runs), [run for run in runs if run["status"] != "completed"]
        assert before - balances(server)["USDC"] == pytest.approx(len(completed))
    finally:
        assert server.stop() == 0


def test_a_stop_ends_a_position_while_nobody_looks(data):
    """The position is put back by days: its stop has been passed long since."""
    with Server(data) as server:
        run = execute(server, {
            "command": "open a 5x long on BTC with 1 USDC, stop loss 20000", "agent": "moonlander-trader"})
        assert run["status"] == "completed", run
    with sqlite3.connect(data / "paygent.db") as database:
        [(body,)] = database.execute("SELECT body FROM paper_records WHERE kind = 'position'")
        body = json.loads(body)
        body["position"]["tick"] -= 20_000
        body["position"]["stop_loss"] = str(int(body["position"]["entry"]) * 99 // 100)
        database.execute(
            "UPDATE paper_records SET body = ? WHERE kind = 'position'", (json.dumps(body).encode(),))
    with Server(data), sqlite3.connect(data / "paygent.db") as database:
        end = time.monotonic() + 60
        while time.monotonic() < end:
            [(is_open, body)] = database.execute(
                "SELECT is_open, body FROM paper_records WHERE kind = 'position'")
            if not is_open:
                break
            time.sleep(0.1)
        assert not is_open and json.loads(body)["position"]["end"] in ("stopped_out", "liquidated"), body


def test_what_an_agent_holds_at_the_venues_is_listed(server):
    for command, agent in (
        ("open a 2x short on ETH with 0.5 USDC", "moonlander-trader"),
        ("bet 0.25 USDC on yes for BTC", "delphi-predictor"),
        ("swap 0.5 USDC for CRO", "vvs-trader"),
        ("add liquidity of 0.2 USDC and 3 CRO", "vvs-trader"),
    ):
        run = execute(server, {"command": command, "agent": agent})
        assert run["status"] == "completed", run
    positions = server.get("/api/v1/agents/moonlander-trader/positions").json
    assert positions["simulated"] is True
    assert ("ETH", "short", "open") in {(p["market"], p["side"], p["status"]) for p in positions["items"]}
    bets = server.get("/api/v1/agents/delphi-predictor/bets").json["items"]
    assert "0.25 USDC" in {bet["stake"] for bet in bets} and {b["status"] for b in bets} == {"open"}
    assert server.get("/api/v1/agents/delphi-predictor/claims").json["items"] == []
    [pool] = server.get("/api/v1/agents/vvs-trader/liquidity").json["items"]
    assert int(pool["shares"]) > 0 and pool["staked_shares"] == "0"
    assert server.get("/api/v1/agents/nobody/bets").json["code"] == "agent_not_found"


def test_what_was_provided_is_taken_out_farmed_and_harvested(server):
    name = agent_of(server, "an agent called gardener that swaps USDC for CRO, at most $3 a payment and $6 a "
                    "day, never ask me for approval")

    def done(command):
        run = execute(server, {"command": command, "agent": name})
        assert run["status"] == "completed" and run["simulated"] is True, run
        return run

    done("swap 1 USDC for CRO")
    done("add liquidity of 0.5 USDC and 4 CRO")
    [held] = server.get(f"/api/v1/agents/{name}/liquidity").json["items"]
    assert held["free"].endswith(" LP") and held["staked"].startswith("0")
    before = balances(server)
    half = done("remove half of my USDC/CRO liquidity")
    assert half["total_cost_usd"] == "0" and [s["status"] for s in half["plan"]["steps"]] == ["done"] * 3
    assert half["tool_calls"][1]["result"]["simulated"] is True
    after = balances(server)
    assert after["USDC"] > before["USDC"] and after["CRO"] > before["CRO"]
    done("stake my LP in the farm")
    locked = execute(server, {"command": "remove my USDC/CRO liquidity", "agent": name})
    assert locked["status"] == "refused" and locked["tool_calls"][-1]["result"]["code"] == "no_liquidity", locked
    done("unstake my LP from the farm")
    done("remove my liquidity")
    left = server.get(f"/api/v1/agents/{name}/liquidity").json["items"]
    # What the farm owes for a minute that has just ended may be left.
    assert all(pool["shares"] == pool["staked_shares"] == "0" for pool in left), left
    nothing = execute(server, {"command": "remove my USDC/CRO liquidity", "agent": "market-researcher"})
    assert nothing["status"] == "refused", nothing
    
