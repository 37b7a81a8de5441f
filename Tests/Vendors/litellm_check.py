"""Asks a real model proxy (LiteLLM, with mock answers) in the three formats, from the built binary.

    litellm_check.py BINARY LITELLM

For each format: the wizard talks, the proxy answers, and the binary counts the call as answered. Then
a run of an agent is driven through the proxy by a scripted model: a tool is called, and told of.
"""

import json
import os
import pathlib
import subprocess
import sys
import tempfile
import time
import urllib.request

# Absolute: the proxy runs in a folder of its own.
BINARY, LITELLM = map(os.path.abspath, sys.argv[1:3])
os.environ["BINARY_UNDER_TEST"] = BINARY
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "Server"))
from paygent import WEATHER, Server  # noqa: E402
from provider import Provider, drives  # noqa: E402

KEY = "sk-test-key-for-the-proxy"
PROPOSAL = json.dumps({"changes": [{
    "slot": "weekly_limit", "words": "30 USDC", "meaning": "at most 30 USDC a week"}]})


def config(port, scripted):
    """`mock` answers itself; `bridged` asks `mock` over the wire, because the proxy's own mock of
    Responses does not stream. `scripted` is a server that calls tools."""
    mock = {"model": "openai/mock", "api_key": "none", "mock_response": PROPOSAL}
    bridged = {"model": "lm_studio/mock", "api_base": f"http://127.0.0.1:{port}/v1", "api_key": KEY}
    driving = {"model": "lm_studio/test", "api_base": f"{scripted.url}/v1", "api_key": "none"}
    return {
        "model_list": [{"model_name": "scripted", "litellm_params": driving},
                       {"model_name": "mock", "litellm_params": mock},
                       {"model_name": "bridged", "litellm_params": bridged}],
        "general_settings": {"master_key": KEY},
    }


def free_port():
    import socket
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_for(url, seconds=300):
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        try:
            return urllib.request.urlopen(url, timeout=2).status
        except OSError:
            time.sleep(0.3)
    raise SystemExit(f"{url} did not answer")


def calls(server, outcome):
    return sum(float(line.rsplit(" ", 1)[1]) for line in server.get("/metrics").text.splitlines()
               if line.startswith("paygent_model_calls_total") and f'outcome="{outcome}"' in line)


def check(folder, name, models):
    environment = {"PAYGENT_MODELS": models, "PROXY_KEY": KEY, "PAYGENT_MODEL_TURN": "30",
                   "PAYGENT_MODEL_WORDING": "off"}
    with Server(folder / name, environment=environment) as server:
        session = server.create()
        server.say(session, WEATHER)
        answer = server.say(session, "Hm, seven days and then 30 USDC, that is the thing")
        text = server.get("/metrics").text
        assert calls(server, "answered") == 2, f"{name}: {text}"
        assert "Did I read this right?" in answer["ai_response"], f"{name}: {answer}"
    with Server(folder / f"{name}-wrong", environment=environment | {"PROXY_KEY": "wrong"}) as server:
        server.say(server.create(), WEATHER)
        refused = calls(server, "key_refused") + calls(server, "bad_request")
        assert refused == 1, f"{name}: {server.get('/metrics').text}"
    print(f"{name}: answered, and a wrong key is refused")


def check_run(folder, name, models):
    environment = {"PAYGENT_MODELS": models, "PROXY_KEY": KEY}
    with Server(folder / f"{name}-run", environment=environment) as server:
        run = server.post("/api/v1/agent/execute", {"command": "Wie viel ist da?"}, timeout=120).json
        assert (run["driver"], run["status"]) == ("model", "completed"), f"{name}: {run}"
        assert [call["tool"] for call in run["tool_calls"]] == ["check_balance"], f"{name}: {run}"
        assert run["result"] == "Genug." and run["model_use"]["answers"] == 2, f"{name}: {run}"
        assert run["model_use"]["input_tokens"] > 0, f"{name}: {run}"
    print(f"{name}: a run was driven through the proxy")


def main():
    turns = drives(("check_balance", {"tokens": "USDC"}), "Genug.")
    with Provider(turns) as scripted:
        check_all(scripted)


def check_all(scripted):
    with tempfile.TemporaryDirectory() as scratch:
        folder = pathlib.Path(scratch)
        port = free_port()
        (folder / "config.yaml").write_text(json.dumps(config(port, scripted)))
        with open(folder / "proxy.log", "wb") as log:
            proxy = subprocess.Popen(
                [LITELLM, "--config", str(folder / "config.yaml"), "--host", "127.0.0.1",
                 "--port", str(port)], stdout=log, stderr=log, cwd=folder,
                env={**os.environ, "LITELLM_LOCAL_MODEL_COST_MAP": "True"})
        try:
            url = f"http://127.0.0.1:{port}"
            wait_for(f"{url}/health/liveliness")
            check(folder, "chat", f"compatible:mock@{url}/v1#PROXY_KEY")
            check(folder, "responses", f"openai:bridged@{url}/v1#PROXY_KEY")
            check(folder, "messages", f"anthropic:mock@{url}#PROXY_KEY")
            check_run(folder, "chat", f"compatible:scripted@{url}/v1#PROXY_KEY")
            check_run(folder, "responses", f"openai:scripted@{url}/v1#PROXY_KEY")
            check_run(folder, "messages", f"anthropic:scripted@{url}#PROXY_KEY")
        finally:
            proxy.terminate()
            proxy.wait(timeout=20)


main()
