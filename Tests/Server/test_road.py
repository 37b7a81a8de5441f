"""The main job: a sentence becomes an agent, and the agent makes a real signed payment."""

import os
import subprocess

import pytest

from paygent import BINARY, WEATHER, Server, finish


def test_a_sentence_becomes_an_agent_that_pays(server):
    session = server.create()
    reply = server.say(session, WEATHER)
    assert reply["stage"] != "initial"
    slots = {change["slot"] for change in reply["changes"]}
    assert {"agent_type", "per_payment_limit", "daily_limit", "approval_threshold"} <= slots
    assert reply["question_topic"] and reply["suggestions"]

    while reply["stage"] != "reviewing_workflow":
        reply = server.say(session, "you decide")
    workflow = server.get(f"/api/v1/workflows/{session}").json
    assert workflow["mermaid_diagram"].startswith("flowchart")
    assert workflow["proof"]["holds"] is True

    reply = server.say(session, "yes, ship it")
    assert reply["is_complete"] and reply["stage"] == "completed"

    agent = server.post("/api/v1/agents", {"session_id": session})
    assert agent.status == 201, agent
    name = agent.json["name"]
    before = server.get("/api/v1/wallet/balance").json
    run = server.post(f"/api/v1/agents/{name}/run", {"message": "buy today's weather quote"})
    assert run.status == 200, run
    assert run.json["status"] == "completed", run.json
    assert run.json["simulated"] is True
    after = server.get("/api/v1/wallet/balance").json
    assert after["balances"] != before["balances"]
    payments = server.get("/api/v1/payments/history").json["items"]
    assert [payment["status"] for payment in payments] == ["completed"]
    assert payments[0]["simulated"] is True


@pytest.fixture(scope="module")
def designed(server):
    session = server.create()
    finish(server, session)
    return session


@pytest.mark.parametrize(
    "format",
    ["paygent", "openai_responses", "anthropic", "elevenlabs", "generic", "mermaid", "json", "yaml",
     "markdown", "text", "zip"],
)
def test_every_export_downloads_with_stable_bytes(server, designed, format):
    path = f"/api/v1/prompts/{designed}/export/download?format={format}"
    first, second = server.get(path), server.get(path)
    assert first.status == 200, first
    assert "attachment" in first.headers["content-disposition"]
    assert first.body == second.body
    cached = server.get(path, headers={"If-None-Match": first.headers["etag"]})
    assert cached.status == 304


def test_the_exported_file_runs_from_the_terminal(server, designed, tmp_path):
    exported = server.get(f"/api/v1/prompts/{designed}/export/download?format=paygent")
    file = tmp_path / "my-agent.paygent.md"
    file.write_bytes(exported.body)
    result = subprocess.run(
        [BINARY, "run", "--data", str(tmp_path / "data"), str(file), "buy today's weather quote"],
        capture_output=True, text=True, timeout=60, env={"PATH": os.environ["PATH"]},
    )
    assert result.returncode == 0, result
    assert "simulated" in result.stdout

    tampered = file.read_text().replace("5 USD", "500 USD")
    assert tampered != file.read_text()
    file.write_text(tampered)
    refused = subprocess.run(
        [BINARY, "run", "--data", str(tmp_path / "data"), str(file), "buy today's weather quote"],
        capture_output=True, text=True, timeout=60, env={"PATH": os.environ["PATH"]},
    )
    assert refused.returncode != 0
    assert "changed" in refused.stderr


def test_a_killed_server_goes_on_where_it_was(data):
    server = Server(data).start()
    session = server.create()
    first = server.say(session, WEATHER)
    server.kill()
    server.start()
    resumed = server.post(f"/api/v1/sessions/{session}/resume").json
    assert resumed["stage"] == first["stage"]
    assert resumed["question_topic"] == first["question_topic"]
    status = server.get(f"/api/v1/sessions/{session}/status").json
    assert status["collected_data"]["daily_limit"]["amount"] == "5"
    finish(server, session, "you decide")
    assert server.stop() == 0
