"""The rows of the money checks, over REST, against sellers that try everything."""

import base64
import http.server
import json
import threading
import time

import pytest

from paygent import Server, finish
from seller import Seller, decoded
from test_agents import agent_of
from test_bad_input import problem
from test_processes import until
from test_runtime import QUOTE, RECIPIENT, buy, execute, units

LOOKALIKE = "0x5290" + "1" * 32 + "9EE7"
OTHER = "0x8617E340B3D01FA5F11F306F4090FD50E238070D"


@pytest.fixture(scope="module")
def payer(server):
    return agent_of(server, "an agent called payer that buys data and sends money to people, at "
                    "most $1 a payment and $50 a day, never ask me for approval")


@pytest.fixture(scope="module")
def asker(server):
    return agent_of(server, "an agent called asker that buys weather data and sends money to "
                    "people, at most $1 a payment, $50 a day, ask me above 1 cent")


def purchase(server, seller, agent, **body):
    answer = buy(server, {"url": seller.url, "agent": agent, **body})
    assert answer.status == 200, answer
    return answer.json


# Amounts (row 9)


@pytest.mark.parametrize("amount", [
    "5e-2", "1E3", "-1", "0", "0.00", "", " ", "١", "0x10", "1,000.5.5", "NaN", "1/2",
    str(2**256), "0." + "1" * 19, "9" * 80, 0.05, 1, -1, True, [], {}])
def test_what_is_no_amount_is_refused_and_nothing_is_signed(server, payer, amount):
    before = units(server)
    with Seller(server, pay_to=RECIPIENT) as seller:
        answer = buy(server, {"url": seller.url, "agent": payer, "max_amount": amount})
        assert answer.status in (400, 422) or answer.json["status"] == "refused", answer
        assert not seller.headers
    sent = server.post("/api/v1/wallet/transfer", {
        "recipient": RECIPIENT, "amount": amount, "token": "USDC", "agent": payer})
    assert sent.status in (400, 422) or sent.json["status"] == "refused", sent
    assert units(server) == before


# What a seller may not ask for (rows 10, 12, 14, 15, 17)


@pytest.mark.parametrize("change", [
    {"asset": OTHER},
    {"asset": "0x" + "0" * 40},
    {"network": "eip155:25"},
    {"network": "eip155:1"},
    {"extra": {"name": "USD Coin", "version": "9"}},
    {"extra": {"name": "Permit2", "version": "1"}},
    {"scheme": "upto"},
    {"scheme": "permit"},
    {"amount": "0"},
    {"amount": "-5"},
    {"amount": "0.05"},
    {"amount": str(2**256)},
    {"amount": "1000001"},
    {"payTo": "0x" + "0" * 40},
    {"payTo": RECIPIENT[:-1] + "e"},
    {"payTo": RECIPIENT.replace("E", "e", 1)},
    {"payTo": "nobody"},
])
def test_an_offer_that_is_not_ours_to_take_is_not_signed(server, payer, change):
    before = units(server)
    with Seller(server, pay_to=RECIPIENT, offer=change) as seller:
        if "payTo" in change:
            seller.offer["payTo"] = change["payTo"]
        done = purchase(server, seller, payer)
        assert done["status"] in ("refused", "failed"), done
        assert done["result"] and not seller.headers
    assert units(server) == before


def test_the_tokens_own_contract_is_nobody_to_pay(server, payer):
    with Seller(server) as seller:
        seller.offer["payTo"] = seller.offer["asset"]
        done = purchase(server, seller, payer)
        assert done["status"] == "refused" and not seller.headers, done


def test_a_dearer_offer_than_the_caller_allows_is_refused(server, payer):
    with Seller(server, pay_to=RECIPIENT, amount="60000") as seller:
        done = purchase(server, seller, payer, max_amount="0.05")
        assert done["status"] == "refused" and not seller.headers


# Payees that change (rows 11, 13)


def test_another_payee_at_one_host_waits_for_a_person(server):
    agent = agent_of(server, "an agent called mover that buys data, at most $1 a payment and $50 "
                     "a day, never ask me for approval")
    with Seller(server, pay_to=RECIPIENT) as seller:
        assert purchase(server, seller, agent)["status"] == "completed"
        seller.offer["payTo"] = OTHER
        moved = purchase(server, seller, agent)
        assert moved["status"] == "awaiting_approval" and moved["waiting_for"] == "person", moved
        assert len(seller.headers) == 1
        seller.offer["payTo"] = LOOKALIKE
        double = purchase(server, seller, agent)
        assert double["status"] == "awaiting_approval" and len(seller.headers) == 1


# The signed bytes (rows 16, 19, 20, 22)


def test_the_window_is_short_whatever_the_seller_asks(server, payer):
    with Seller(server, pay_to=RECIPIENT, offer={"maxTimeoutSeconds": 10**9}) as seller:
        done = purchase(server, seller, payer)
        if done["status"] != "completed":
            assert not seller.headers
            return
        authorization = decoded(seller.headers[0])["payload"]["authorization"]
        assert int(authorization["validBefore"]) - time.time() <= 600


def test_a_retry_sends_the_same_bytes_and_one_settlement_counts(server, payer):
    before = units(server)
    with Seller(server, lambda n: "drop" if n < 3 else "settle", pay_to=RECIPIENT) as seller:
        done = purchase(server, seller, payer)
        assert done["status"] == "completed" and len(seller.headers) == 3
        assert len(set(seller.headers)) == 1
        # The seller tries to collect once more.
        assert seller.settle(seller.headers[0])["success"] is False
    assert before - units(server) == 50_000


def test_signed_bytes_are_in_no_log_and_no_answer(data):
    with Server(data) as server:
        agent = agent_of(server, "an agent called payer that buys data, at most $1 a payment and "
                         "$50 a day, never ask me for approval")
        with Seller(server, pay_to=RECIPIENT) as seller:
            done = purchase(server, seller, agent)
            signature = decoded(seller.headers[0])["payload"]["signature"]
            texts = [json.dumps(done), server.get("/api/v1/audit?limit=500").text,
                     server.get(f"/api/v1/logs/{done['run_id']}").text,
                     server.get("/api/v1/payments/history").text,
                     server.get("/api/v1/ledger/entries").text]
        texts.append((data.parent / f"{data.name}.log").read_text())
        for text in texts:
            assert signature not in text and seller.headers[0] not in text, text[:300]


# Sellers that lie (row 18 and facilitator answers)


def test_a_redirect_of_a_paid_request_is_not_followed(server, payer):
    seen = []

    class Thief(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            seen.append(dict(self.headers))
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_):
            pass

    thief = http.server.HTTPServer(("127.0.0.1", 0), Thief)
    threading.Thread(target=thief.serve_forever, daemon=True).start()

    class Moving(Seller):
        def behave(self, request, behaviour, header):
            self.reply(request, 307, {
                "Location": f"http://127.0.0.1:{thief.server_port}/"}, b"")

    try:
        with Moving(server, pay_to=RECIPIENT) as seller:
            done = purchase(server, seller, payer)
            assert done["status"] != "completed" and not seen
    finally:
        thief.shutdown()
        thief.server_close()


def test_nobody_knows_yet_is_an_answer_of_its_own(server, payer):
    """The seller settles and says nothing; later it is known, without a second payment."""
    before = units(server)
    with Seller(server, lambda n: "lose" if n == 1 else "drop", pay_to=RECIPIENT) as seller:
        done = purchase(server, seller, payer)
        # The chain is asked at once, and knows.
        assert done["status"] == "completed", done
    assert before - units(server) == 50_000
    with Seller(server, lambda n: "lie", pay_to=RECIPIENT) as seller:
        open_run = purchase(server, seller, payer)
        assert open_run["status"] == "awaiting_approval" and open_run["approvals"] == []
        assert open_run["waiting_for"] == "settlement" and "not known yet" in open_run["result"]
        [payment] = open_run["payments"]
        assert payment["status"] == "unresolved"
        # The seller collects in the end, and the service finds out.
        assert seller.settle(seller.headers[0])["success"] is True
    run = open_run["run_id"]
    ended = until(lambda: (shown := server.get(f"/api/v1/logs/{run}").json)["status"] == "completed"
                  and shown)
    assert ended["waiting_for"] is None and before - units(server) == 100_000


@pytest.mark.parametrize("conduct", ["fail", "refuse", "late-fail", "deny"])
def test_whatever_a_seller_says_money_is_counted_once(server, payer, conduct):
    before = units(server)
    with Seller(server, lambda n: conduct, pay_to=RECIPIENT) as seller:
        done = purchase(server, seller, payer)
    moved = before - units(server)
    settles = conduct in ("late-fail", "deny")
    assert moved == (50_000 if settles else 0)
    assert done["status"] == ("completed" if settles else "awaiting_approval"), done
    assert server.get("/api/v1/audit/verify").json["holds"] is True


# Approvals


def test_a_sellers_price_cannot_be_edited_and_the_question_stays(server, asker):
    waiting = execute(server, {"command": "buy today's weather quote", "agent": asker})
    [approval] = waiting["approvals"]
    path = f"/api/v1/approvals/{approval['id']}"
    refused = server.post(f"{path}/edit", {"hash": approval["hash"], "amount": "0.01"})
    assert "Approve it, or reject it" in problem(refused, 422, "price_is_fixed")["detail"]
    assert server.get(path).json["status"] == "pending"
    assert server.post(f"{path}/approve", {"hash": approval["hash"]}).json["payment"]["status"] == "completed"


@pytest.fixture(scope="module")
def office(tmp_path_factory):
    """Two people with keys of their own, and four eyes."""
    settings = {"PAYGENT_API_KEYS": "ana=ana-has-a-long-key,bob=bob-has-a-long-key,"
                "eve=eve-has-a-long-key", "PAYGENT_FOUR_EYES": "on"}
    server = Server(tmp_path_factory.mktemp("office") / "data", environment=settings)
    people = {}
    for name in ("ana", "bob", "eve"):
        class Person(Server):
            key = f"{name}-has-a-long-key"

            def call(self, method, path, body=None, headers=None, timeout=20):
                return super().call(
                    method, path, body, {"X-API-Key": self.key, **(headers or {})}, timeout)
        person = Person.__new__(Person)
        people[name] = person
    with server:
        for person in people.values():
            person.__dict__ = server.__dict__
        yield people


def test_four_eyes_are_two_people_whoever_they_say_they_are(office):
    ana, bob, eve = office["ana"], office["bob"], office["eve"]
    assert Server.get(ana, "/api/v1/agents").status == 200
    session = ana.create()
    finish(ana, session, "an agent called buyer that buys weather data, at most $1 a payment, $50 "
           "a day, ask bob above 1 cent")
    agent = ana.post("/api/v1/agents", {"session_id": session}).json["name"]
    waiting = execute(ana, {"command": "buy today's weather quote", "agent": agent})
    [approval] = waiting["approvals"]
    path, body = f"/api/v1/approvals/{approval['id']}/approve", {"hash": approval["hash"]}
    problem(ana.post(path, body), 403, "not_an_approver")
    problem(ana.post(path, {**body, "approver": "bob"}), 403, "not_an_approver")
    problem(ana.post(path, {**body, "approver": "owner"}), 403, "not_an_approver")
    problem(eve.post(path, body), 403, "not_an_approver")
    problem(bob.post(path, {"hash": "0" * 64}), 409, "approval_changed")
    answer = bob.post(path, body)
    assert answer.status == 200 and answer.json["payment"]["status"] == "completed", answer
    problem(bob.post(path, body), 409, "approval_decided")


def test_four_eyes_need_keys_with_names(tmp_path):
    from test_process import run
    for keys in ("", "a-key-without-a-name", "ana=only-one-person-here"):
        settings = {"PAYGENT_FOUR_EYES": "on", "PAYGENT_API_KEYS": keys}
        result = run("config", "check", environment=settings, cwd=tmp_path)
        assert result.returncode == 78 and "PAYGENT_FOUR_EYES" in result.stderr
