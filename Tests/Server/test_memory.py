"""A session remembers: commands that point at earlier ones, over REST."""

from test_bad_input import problem
from test_runtime import RECIPIENT, demo, execute, payer, units  # noqa: F401

OTHER = "0xde709f2102306220921060314715629080e2fb77"


def talk(server, agent, *commands):
    """One session; the answers in order."""
    answers, session = [], {}
    for command in commands:
        answers.append(execute(server, {"command": command, "agent": agent, **session}))
        session = {"session_id": answers[-1]["session_id"]}
    return answers


def payees(answer):
    return [(payment["pay_to"], payment["amount"]["amount"]) for payment in answer["payments"]]


def test_what_was_paid_is_paid_again_halved_and_sent_to_others(server, payer):  # noqa: F811
    before = units(server)
    _, first, again, other, half, second = talk(
        server, payer, f"my people are {RECIPIENT} and {OTHER}", f"send 0.04 USDC to {RECIPIENT}",
        "pay it again", "and the other one", "half of that", "the same to the first address")
    assert payees(first) == payees(again) == [(RECIPIENT, "0.04")]
    assert [to.lower() for to, _ in payees(other)] == [OTHER]
    assert [(to.lower(), amount) for to, amount in payees(half)] == [(OTHER, "0.02")]
    assert payees(second) == [(RECIPIENT, "0.02")]
    assert before - units(server) == 40_000 * 3 + 20_000 * 2
    shown = server.get(f"/api/v1/agent/sessions/{first['session_id']}").json["memory"]
    assert shown["accounts"] == [RECIPIENT.lower(), OTHER] and len(shown["commands"]) == 5


def test_the_session_of_an_agent_remembers_too_and_others_do_not(server, payer):  # noqa: F811
    path = f"/api/v1/agents/{payer}"
    session = server.post(f"{path}/sessions", {}).json["session_id"]
    for text in ("buy today's weather quote", "pay it again"):
        done = server.post(f"{path}/run", {"message": text, "session_id": session}).json
        assert done["status"] == "completed" and len(done["payments"]) == 1, done
    for body in ({}, {"session_id": server.post(f"{path}/sessions", {}).json["session_id"]}):
        done = server.post(f"{path}/run", {"message": "pay it again", **body}).json
        assert done["status"] != "completed" and not done["payments"], done


def test_memory_outlives_the_process(tmp_path):
    from paygent import Server
    with Server(tmp_path / "data") as server:
        session = execute(server, {"command": f"send 0.01 USDC to {RECIPIENT}"})["session_id"]
        server.kill()
        server.start()
        again = execute(server, {"command": "again", "session_id": session})
        assert payees(again) == [(RECIPIENT, "0.01")]


def test_several_commands_are_steps_and_a_find_is_carried_on(server, payer):  # noqa: F811
    [done] = talk(server, payer, f"check my balance, then send 0.01 USDC to {RECIPIENT} and send "
                  f"0.02 USDC to {OTHER}")
    assert done["status"] == "completed"
    assert [amount for _, amount in payees(done)] == ["0.01", "0.02"]
    assert {step["status"] for step in done["plan"]["steps"]} == {"done"}
    found, again = talk(server, payer, "find the cheapest weather service and pay it", "pay it again")
    assert [call["tool"] for call in found["tool_calls"]] == ["discover_services", "x402_payment"]
    assert found["payments"][0]["resource"] == again["payments"][0]["resource"] == demo(server)
    looked, paid = talk(server, payer, "find weather services", "pay the first one")
    assert looked["payments"] == [] and paid["payments"][0]["resource"] == demo(server)


def test_who_is_not_known_is_asked_for_and_nothing_moves(server, payer):  # noqa: F811
    before = units(server)
    _, unknown = talk(
        server, payer, "check my balance", "send 0.01 USDC to the second address")
    assert unknown["status"] == "refused" and "second address" in unknown["result"]
    assert units(server) == before
    body = {"command": "again", "session_id": "01920000-0000-7000-8000-000000000000"}
    problem(server.post("/api/v1/agent/execute", body), 404, "agent_session_not_found")
