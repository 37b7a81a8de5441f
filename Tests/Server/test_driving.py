"""A language model drives runs: what it proposes goes the way of every command, over the real binary."""

import json
import os
import random
import re
import threading
import time

import openai
import pytest

from crowd import COUNT, take_no_thread_more
from paygent import Server, finish
from provider import CHAT, Provider, drives, head, stream, tool_call

ANA = "0x52908400098527886E0F7030069857D2E4169EE7"
MALLORY = "0x8617E340B3D01FA5F11F306F4090FD50E238070D"
WISH = f"Schicke bitte 0.1 USDC an {ANA}"
SEND = ("transfer_tokens", {"recipient": ANA, "amount": "0.1", "token": "USDC"})


@pytest.fixture
def driven(tmp_path):
    """A server whose runs are driven by the given provider."""
    running = []

    def start(provider, **settings):
        environment = {"PAYGENT_MODELS": provider.models, "PAYGENT_MODEL_WORDING": "off",
                       "PAYGENT_MODEL_PRICES": "test=1/2"}
        environment |= {f"PAYGENT_{name}": value for name, value in settings.items()}
        server = Server(tmp_path / f"data{len(running)}", environment=environment).start()
        running.append(server)
        return server

    yield start
    for server in running:
        if server.process.poll() is None:
            server.stop()


def tell(server, command, **more):
    answer = server.post("/api/v1/agent/execute", {"command": command, **more}, timeout=60)
    assert answer.status == 200, answer
    return answer.json


def listed(request):
    """The address that the search before it has shown."""
    return re.search(r"http://127\.0\.0\.1:\d+/x402/demo/quote",
                     json.dumps(request["body"]["messages"]))[0]


def buys(request, send):
    arguments = {"url": listed(request), "max_amount": "0.10", "method": None}
    return drives(("x402_payment", arguments))(request, send)


def verified(server):
    audit = server.get("/api/v1/audit/verify").json
    assert audit["holds"], audit
    return server.get("/api/v1/payments/history").json


GOAL = drives(("discover_services", {"q": "weather", "category": None, "max_price": None}), buys,
              "Morgen regnet es in Bern.")


def test_a_goal_in_another_language_is_searched_bought_and_told(driven):
    with Provider(GOAL) as provider:
        server = driven(provider)
        run = tell(server, "Regnet es morgen in Bern?")
        assert run["status"] == "completed" and run["driver"] == "model", run
        assert run["result"].startswith("Morgen regnet es in Bern.\n\nPaid 0.05 USDC"), run
        assert [s["status"] for s in run["plan"]["steps"]] == ["done", "done"]
        [payment] = run["payments"]
        assert payment["state"] == "settled" and run["simulated"] is True
        use = run["model_use"]
        assert (use["answers"], use["input_tokens"], use["output_tokens"]) == (3, 300, 30)
        assert use["cost_usd"] == "0.00036"
        log = server.get(f"/api/v1/logs/{run['run_id']}").json
        turns = [e for e in log["events"] if e["kind"] == "model_turn"]
        assert len(turns) == 3 and len({t["detail"]["request"] for t in turns}) == 3
        verified(server)


def test_the_exported_prompt_and_tools_are_what_the_model_gets(driven):
    with Provider(drives("Hallo.")) as provider:
        server = driven(provider)
        session = server.create()
        finish(server, session)
        file = server.get(f"/api/v1/prompts/{session}/export/download?format=paygent").text
        manifest = json.loads(file.rsplit("```json", 1)[1].rsplit("```", 1)[0])
        name = server.post("/api/v1/agents", {"session_id": session}).json["name"]
        del provider.requests[:]
        answer = server.post(f"/api/v1/agents/{name}/run", {"message": "Wer bist du?"}).json
        assert answer["driver"] == "model" and answer["output"] == "Hallo.", answer
        [request] = provider.requests
        assert request["body"]["messages"][0]["content"] == manifest["prompt"]
        assert [t["function"]["parameters"] for t in request["body"]["tools"]] == [
            t["input_schema"] for t in manifest["tools"]]
        assert request["body"]["parallel_tool_calls"] is False
        assert request["path"] == CHAT


def test_what_waits_for_a_person_goes_on_after_a_restart_and_pays_once(driven):
    """The account is the model's own find in a quotation: a person has to agree."""
    turns = drives(("transfer_tokens", {"recipient": MALLORY, "amount": "0.2", "token": "USDC"}),
                   "Bezahlt.")
    with Provider(turns) as provider:
        server = driven(provider)
        waiting = tell(server, f"Er schrieb \"0.2 USDC an {MALLORY}\". Mach das")
        assert waiting["status"] == "awaiting_approval", waiting
        [approval] = waiting["approvals"]
        assert "quotation" in approval["reason"], approval
        server.kill()
        with Server(server.data, environment=server.environment) as again:
            run = again.post(f"/api/v1/approvals/{approval['id']}/approve",
                             {"hash": approval["hash"]})
            assert run.status == 200, run
            run = ended(again, waiting["run_id"])
            assert run["status"] == "completed" and len(run["payments"]) == 1, run
            assert len(provider.requests) == 2
            assert len(verified(again)["items"]) == 1


def ended(server, run, seconds=30):
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        log = server.get(f"/api/v1/logs/{run}").json
        if log["status"] not in ("running", "awaiting_approval"):
            return log
        time.sleep(0.1)
    raise AssertionError(log)


@pytest.mark.parametrize("turn", [1, 2])
def test_kill_9_while_the_model_thinks_pays_once(driven, turn):
    asked, gate = threading.Event(), threading.Event()

    def thinks(request, send):
        asked.set()
        if not gate.is_set():
            gate.wait(30)
            return "close"
        return drives(SEND, "ok")(request, send)

    with Provider(drives(thinks, "ok") if turn == 1 else drives(SEND, thinks)) as provider:
        server = driven(provider)
        session = server.post("/api/v1/agents/paygent/sessions", {}).json
        told = threading.Thread(target=lose, args=(
            server, {"command": WISH, "session_id": session["session_id"]}))
        told.start()
        assert asked.wait(30)
        server.kill()
        told.join()
        gate.set()
        with Server(server.data, environment=server.environment) as again:
            [run] = again.get(f"/api/v1/logs?session_id={session['session_id']}").json["items"]
            run = ended(again, run["run_id"])
            assert run["status"] == "completed", run
            [payment] = verified(again)["items"]
            assert payment["amount"]["amount"] == "0.10", payment


def lose(server, body):
    try:
        server.post("/api/v1/agent/execute", body, timeout=60)
    except OSError:
        pass


LIES = {
    "beyond the limits": (("transfer_tokens", {
        "recipient": ANA, "amount": "900", "token": "USDC", "approved": True}), "Paid 900 USDC."),
    "an invented payee": (("transfer_tokens", {
        "recipient": MALLORY, "amount": "0.1", "token": "USDC"}), "Sent."),
    "another seller": (("x402_payment", {
        "url": "https://evil.example/x", "max_amount": "0.1"}), "Bought."),
    "an unknown tool": (("raise_limit", {"daily": "1000000"}), "The limit was raised."),
    "no tool at all": ("I have approved and paid everything.",),
}


@pytest.mark.parametrize("name", LIES)
def test_no_lie_moves_money_or_a_limit(driven, name):
    with Provider(drives(*LIES[name])) as provider:
        server = driven(provider)
        before = server.get("/api/v1/agents/paygent").json
        run = tell(server, f"Gib {ANA} etwas, sagen wir 900 USDC" if "limits" in name else WISH)
        assert run["payments"] == [] or run["payments"][0]["state"] == "stopped", run
        assert run["status"] in ("refused", "completed") and "Nothing was paid." in run["result"]
        assert LIES[name][-1] not in run["result"]
        assert server.get("/api/v1/agents/paygent").json == before
        verified(server)


def test_a_stream_tells_each_answer_of_the_model_with_its_place(driven):
    with Provider(GOAL) as provider:
        server = driven(provider)
        answer = server.post("/api/v1/agent/stream", {"command": "Regnet es morgen in Bern?"},
                             timeout=60)
        events = [dict(line.split(": ", 1) for line in block.split("\n"))
                  for block in answer.text.strip().split("\n\n")]
        names = [e["event"] for e in events]
        assert names == ["thinking", "plan", "model_turn", "tool_call", "subagent_start",
                         "subagent_end", "tool_result", "model_turn",
                         "tool_call", "tool_result", "model_turn", "complete"], names
        places = [int(e["id"]) for e in events if "id" in e]
        assert places == sorted(set(places))
        assert [s["status"] for s in json.loads(events[-1]["data"])["plan"]["steps"]] == [
            "done", "done"]


def talk(server, **options):
    client = openai.OpenAI(base_url=f"http://127.0.0.1:{server.port}/v1", api_key="none",
                           max_retries=0)
    return client.chat.completions.create(
        model="paygent", messages=[{"role": "user", "content": "Regnet es morgen in Bern?"}],
        **options)


def test_a_chat_counts_the_tokens_that_a_model_took(driven):
    with Provider(GOAL) as provider:
        server = driven(provider)
        answer = talk(server)
        usage = (answer.usage.prompt_tokens, answer.usage.completion_tokens)
        assert usage == (300, 30) and answer.usage.total_tokens == 330
        report = answer.model_extra["paygent"]
        assert answer.choices[0].message.content == report["result"]
        summary = server.get(f"/api/v1/logs/{report['session_id']}/summary").json
        assert summary["model_use"]["answers"] == 3, summary
        assert summary["model_use"]["cost_usd"] == "0.00036"


def test_a_chat_stream_tells_steps_before_and_payments_after_the_commit(driven):
    """No word of the model is told before the run has ended."""
    gate = threading.Event()

    def last(request, send):
        gate.wait(30)
        return drives("Bezahlt, es regnet.")(request, send)

    turns = (("discover_services", {"q": "weather", "category": None, "max_price": None}), buys,
             last)
    with Provider(drives(*turns)) as provider:
        server = driven(provider)
        chunks = talk(server, stream=True, stream_options={"include_usage": True})
        told = ""
        for chunk in chunks:
            if chunk.choices:
                told += chunk.choices[0].delta.content or ""
            if "· Pay" in told and not gate.is_set():
                assert "Bezahlt" not in told and "Paid" not in told
                gate.set()
        assert "Bezahlt, es regnet." in told and "Paid 0.05 USDC" in told, told
        assert chunk.usage.total_tokens == 330


def test_caps_survive_a_restart(driven):
    with Provider(drives("Hm.")) as provider:
        server = driven(provider, MODEL_CAPS="day-tokens=20000")
        used = 0
        while tell(server, "Wie geht es?")["driver"] == "model" and used < 200:
            used += 1
        assert 0 < used < 200
        asked = len(provider.requests)
        server.kill()
        with Server(server.data, environment=server.environment) as again:
            assert tell(again, "Wie geht es?")["driver"] == "engine"
            assert len(provider.requests) == asked


def test_without_the_setting_no_model_drives(driven):
    with Provider(GOAL) as provider:
        server = driven(provider, MODEL_RUNS="off")
        run = tell(server, "Regnet es morgen in Bern?")
        assert run["status"] == "refused" and run["driver"] == "engine"
        assert run["model_use"] is None and provider.requests == []


def test_a_model_that_breaks_off_leaves_a_known_end(driven):
    def cut(request, send):
        send(head() + b'data: {"choices":[{"delta":{"tool_calls":[{"index":0,"id":"t"')
        return "close"

    with Provider(drives(SEND, cut)) as provider:
        server = driven(provider)
        run = tell(server, WISH)
        assert run["status"] == "failed" and "Paid 0.10 USDC" in run["result"], run
        assert "not finished" in run["result"] and len(run["payments"]) == 1
        provider.behave = cut
        run = tell(server, WISH)
        assert run["status"] == "refused" and run["driver"] == "engine" and not run["payments"]


def test_two_hundred_driven_runs_at_once_take_no_thread_more(driven):
    """200 streams whose model answers slowly, all under way together."""
    gate = threading.Event()

    def slow(request, send):
        send(head())
        gate.wait(60)
        return drives("Es regnet.")(request, send)

    times = "connect=20,first=60,idle=60,total=90"
    with Provider(slow) as provider:
        server = driven(provider, MODEL_TIMES=times)

        def listen(_):
            answer = server.post("/api/v1/agent/stream", {"command": "Regnet es?"}, timeout=120)
            return answer.text.count("event: complete")

        assert take_no_thread_more(server, provider, gate, listen) == [1] * COUNT


class Hostile:
    """Answers as somebody who means harm, by a seed; sometimes damaged or cut off."""

    TOOLS = ["transfer_tokens", "x402_payment", "discover_services", "check_balance", "raise_limit",
             "approve", "swap_tokens", ""]
    WORDS = [ANA, MALLORY, "0.1", "0.05", "900", "NaN", "-1", "1e309", "USDC", "", "weather",
             "https://evil.example/x", "raise the daily limit to 1000 USDC", None, True, [], {}, 7]
    CLAIMS = ["Approved.", "I paid 900 USDC.", "The limit was raised.", "Fertig.", "x" * 9000]

    def __init__(self, seed):
        self.random = random.Random(seed)
        self.lock = threading.Lock()
        self.replies = 0

    def __call__(self, request, send):
        with self.lock:
            self.replies += 1
            data = b"".join(self.parts(request))
            if self.random.random() < 0.1:
                data = data[:self.random.randrange(len(data))]
        send(head())
        send(data)
        return "close"

    def parts(self, request):
        pick = self.random.choice
        if self.random.random() < 0.2:
            return stream(pick(self.CLAIMS))
        if self.random.random() < 0.3:
            return tool_call(*SEND)
        addresses = re.findall(r"http://127\.0\.0\.1:\d+/x402/demo/quote",
                               json.dumps(request["body"]["messages"]))
        names = ["recipient", "amount", "token", "url", "max_amount", "q", "command", "approved"]
        arguments = {name: pick(self.WORDS + addresses) for name in names}
        return tool_call(pick(self.TOOLS), arguments)


def test_a_hostile_model_over_the_wire_ends_every_run_and_pays_nobody_else(driven):
    """A share in every run, by a seed that is printed; HOSTILE_RUNS for more."""
    seed = int(os.environ.get("HOSTILE_SEED", random.randrange(1_000_000)))
    print(f"hostile model: seed {seed}")
    hostile = Hostile(seed)
    with Provider(hostile) as provider:
        server = driven(provider)
        before = server.get("/api/v1/agents/paygent").json
        for number in range(int(os.environ.get("HOSTILE_RUNS", "40"))):
            run = tell(server, [WISH, "Kauf das Wetter", "Was geht?"][number % 3])
            while run["status"] == "awaiting_approval":
                [approval] = run["approvals"]
                assert server.post(f"/api/v1/approvals/{approval['id']}/reject", {}).status == 200
                run = ended_or_waiting(server, run["run_id"])
            assert run["status"] in ("completed", "refused", "failed"), run
        for payment in verified(server)["items"]:
            assert payment["state"] in ("settled", "stopped"), payment
            assert payment["state"] == "stopped" or MALLORY.lower() not in json.dumps(
                payment).lower()
        assert server.get("/api/v1/agents/paygent").json == before
        print(f"{hostile.replies} replies")


def ended_or_waiting(server, run, seconds=30):
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        log = server.get(f"/api/v1/logs/{run}").json
        if log["status"] != "running" and (log["status"] != "awaiting_approval"
                                           or log["approvals"]):
            return log
        time.sleep(0.1)
    raise AssertionError(log)
