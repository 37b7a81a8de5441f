"""Steps that wait, tools of the owner's own, and looking back, over real processes."""

import time

import pytest

from paygent import Server, finish
from test_talk import TIDES, own_tool
from test_runtime import BUY, RECIPIENT, execute, payer, units  # noqa: F401

CALLER = (
    "an agent that buys data and sends money to people, at most $1 a payment and $9 a day, never ask "
    "me for approval. If a call fails, retry 2 times, 3 seconds apart")


def caller(server):
    """An agent with a tool of its own whose host does not exist."""
    session = server.create()
    server.say(session, CALLER)
    tides = TIDES | {"servers": [{"url": "https://tides.invalid/v1"}]}
    assert server.post(f"/api/v1/sessions/{session}/tools/import", tides).status == 200
    tool = own_tool(server, session)["name"]
    finish(server, session, "you decide")
    answer = server.post("/api/v1/agents", {"session_id": session})
    assert answer.status == 201, answer
    return answer.json["name"], tool


def until(server, run, wanted, seconds=25):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        log = server.get(f"/api/v1/logs/{run}").json
        if log["status"] in wanted:
            return log
        time.sleep(0.1)
    raise AssertionError(log)


def test_a_wait_outlives_the_process_and_no_step_is_done_twice(tmp_path):
    with Server(tmp_path / "data", environment={"PAYGENT_SECRET_KEY": "a-secret-of-the-tool"}) as server:
        agent, tool = caller(server)
        begun = execute(server, {
            "command": f"send 0.01 USDC to {RECIPIENT}, then call {tool} with port Oslo", "agent": agent})
        assert begun["status"] == "running" and "tried again at" in begun["result"], begun
        before = units(server)
        server.kill()
        server.start()
        ended = until(server, begun["run_id"], ("failed", "completed", "refused"))
        assert ended["status"] == "failed" and "tried 3 times" in ended["result"]
        assert units(server) == before
        calls = [call["tool"] for call in ended["tool_calls"]]
        assert calls == ["check_balance", "transfer_tokens"] + [tool] * 3
        kinds = [event["kind"] for event in ended["events"]]
        assert kinds.count("tool_retry") == 2 and "a-secret-of-the-tool" not in str(ended)
        assert server.get("/api/v1/audit/verify").json["holds"] is True


def test_payments_are_looked_back_on(server, payer):  # noqa: F811
    execute(server, {**BUY, "agent": payer})
    execute(server, {"command": f"send 0.03 USDC to {RECIPIENT}", "agent": payer})
    done = execute(server, {"command": "show my last 2 payments", "agent": payer})
    [call] = done["tool_calls"]
    assert done["status"] == "completed" and done["payments"] == []
    assert [line["amount"] for line in call["result"]["payments"]] == ["0.03 USDC", "0.05 USDC"]
    today = execute(server, {"command": "what did I pay today?", "agent": payer})
    assert today["status"] == "completed" and today["tool_calls"][0]["result"]["found"] >= 2


@pytest.mark.parametrize("command", [
    "approve the last request", "reject request 12", "set my daily limit to 500 USDC"])
def test_a_command_decides_nothing_and_moves_no_limit(server, payer, command):  # noqa: F811
    before = server.get(f"/api/v1/wallet/allowance?agent={payer}").json["windows"]
    done = execute(server, {"command": command, "agent": payer})
    assert done["status"] == "refused" and "Nothing was" in done["result"], done
    assert server.get(f"/api/v1/wallet/allowance?agent={payer}").json["windows"] == before


def test_the_balance_of_any_account_is_told(server, payer):  # noqa: F811
    execute(server, {"command": f"send 0.01 USDC to {RECIPIENT}", "agent": payer})
    done = execute(server, {"command": f"check the USDC balance of {RECIPIENT}", "agent": payer})
    assert RECIPIENT in done["result"] and "1000" not in done["result"], done
