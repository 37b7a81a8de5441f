"""POST /agent/parse reads a command and does nothing else."""

import pytest

from test_bad_input import problem


def parse(server, command):
    return server.post("/api/v1/agent/parse", {"command": command})


def test_a_payment(server):
    answer = parse(server, "Pay 0.10 USDC to api.weather.example")
    assert answer.status == 200
    assert answer.json == {
        "intent": "payment", "confidence": 1,
        "params": {"amount": "0.1", "token": "USDC", "recipient": "api.weather.example"},
    }


def test_several_commands(server):
    answer = parse(server, "swap 100 CRO to USDC, then send 5 USDC to Noor").json
    assert answer["intent"] == "multi_step"
    assert [step["intent"] for step in answer["params"]["steps"]] == ["swap", "transfer"]


def test_a_refusal_is_an_answer(server):
    answer = parse(server, "pay -5 USDC to api.weather.example")
    assert answer.status == 200
    assert answer.json["intent"] == "refuse"
    assert answer.json["params"] == {"reason": "invalid_amount"}


def test_chat_is_no_command(server):
    assert parse(server, "good morning!").json["intent"] == "none"


def test_nothing_is_carried_out(server):
    before = server.get("/api/v1/payments/history").json
    assert parse(server, "Pay 0.10 USDC to api.weather.example").status == 200
    assert server.get("/api/v1/payments/history").json == before


@pytest.mark.parametrize(
    "body", [{}, {"command": None}, {"command": ""}, {"command": " \n\t"}, {"command": 7},
             {"command": ["pay"]}, {"command": "x" * 10_001}],
)
def test_no_command_to_read(server, body):
    problem(server.post("/api/v1/agent/parse", body), 422, "invalid_field")


def test_the_longest_command(server):
    assert parse(server, "pay " * 2_500).status == 200
