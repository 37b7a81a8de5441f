"""What is sold by the period, payments with a name, and tools that are sold: over real sockets, with the
reference SDK's own proofs of sign-in."""

import asyncio
import base64
import json
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from eth_account import Account
from eth_account.messages import encode_typed_data

from paygent import Server
from test_wallets import TYPES

NETWORK = "eip155:338"
GOODS = {"secret": "goods"}


@pytest.fixture(scope="module")
def shop(tmp_path_factory):
    folder = tmp_path_factory.mktemp("periods")
    (folder / "news.json").write_text(json.dumps(GOODS))
    entry = {"network": NETWORK, "file": str(folder / "news.json")}
    routes = folder / "routes.json"
    routes.write_text(json.dumps({"routes": [
        {"path": "/news", "price": "2 USDC monthly", "description": "News", **entry},
        {"path": "/other", "price": "1 USDC daily", **entry},
        {"path": "/once", "price": "0.01 USDC", "tool": "one_report", **entry}]}))
    with Server(folder / "shop", "--routes", str(routes)) as running:
        keystore = json.loads((running.data / "keystore.json").read_text())
        running.key = Account.decrypt(keystore, (running.data / "passphrase").read_text().strip())
        yield running


def offered(shop, path):
    answer = shop.get(path)
    assert answer.status == 402, answer
    return json.loads(base64.b64decode(answer.headers["payment-required"]))


def signed(shop, required, name=None):
    offer = required["accepts"][0]
    message = {
        "from": Account.from_key(shop.key).address, "to": offer["payTo"],
        "value": int(offer["amount"]), "validAfter": 0, "validBefore": int(time.time()) + 100,
        "nonce": time.time_ns().to_bytes(32, "big")}
    domain = {
        "name": offer["extra"]["name"], "version": offer["extra"]["version"], "chainId": 338,
        "verifyingContract": offer["asset"]}
    signature = Account.sign_message(encode_typed_data(domain, TYPES, message), shop.key).signature
    authorization = {k: v if isinstance(v, str) else str(v) for k, v in message.items()}
    authorization["nonce"] = "0x" + message["nonce"].hex()
    body = {
        "x402Version": 2, "accepted": offer, "resource": required["resource"],
        "payload": {"signature": "0x" + bytes(signature).hex(), "authorization": authorization}}
    if name is not None:
        declared = required["extensions"]["payment-identifier"]
        body["extensions"] = {"payment-identifier": {
            **declared, "info": {**declared["info"], "id": name}}}
    return body


def header(body):
    return {"PAYMENT-SIGNATURE": base64.b64encode(json.dumps(body).encode()).decode()}


def settlement(answer):
    return json.loads(base64.b64decode(answer.headers["payment-response"]))


def sign_in(shop, required, key=None, change=lambda info: None, url=None):
    """As the SDK's client does it."""
    from x402.extensions.sign_in_with_x.client import create_siwx_payload
    from x402.extensions.sign_in_with_x.encode import encode_siwx_header

    extension = required["extensions"]["sign-in-with-x"]
    info = {**extension["info"], "chainId": extension["supportedChains"][0]["chainId"], "type": "eip191"}
    url = url or required["resource"]["url"]
    payload = asyncio.run(create_siwx_payload(info, Account.from_key(key or shop.key), url))
    raw = json.loads(base64.b64decode(encode_siwx_header(payload)))
    change(raw)
    return {"SIGN-IN-WITH-X": base64.b64encode(json.dumps(raw).encode()).decode()}


@pytest.fixture(scope="module")
def subscribed(shop):
    answer = shop.get("/news", headers=header(signed(shop, offered(shop, "/news"))))
    assert answer.status == 200 and answer.json == GOODS, answer
    until = settlement(answer)["extensions"]["subscription"]["until"]
    assert until > time.strftime("%Y-%m-%d", time.gmtime(time.time() + 29 * 86_400))
    return shop


def test_what_is_paid_for_once_is_open_to_its_payer_for_the_period(subscribed):
    for _ in range(3):
        answer = subscribed.get("/news", headers=sign_in(subscribed, offered(subscribed, "/news")))
        assert answer.status == 200 and answer.json == GOODS, answer
        assert answer.headers["cache-control"] == "private" and "x-paid-until" in answer.headers


def test_it_is_closed_to_everybody_else_and_elsewhere(subscribed):
    stranger = sign_in(subscribed, offered(subscribed, "/news"), key=b"\x07" * 32)
    answer = subscribed.get("/news", headers=stranger)
    assert answer.status == 402 and answer.json["error"] == "subscription_required"
    elsewhere = sign_in(subscribed, offered(subscribed, "/other"))
    assert subscribed.get("/other", headers=elsewhere).json["error"] == "subscription_required"


def test_a_proof_is_good_for_one_request(subscribed):
    proof = sign_in(subscribed, offered(subscribed, "/news"))
    with ThreadPoolExecutor(20) as pool:
        codes = list(pool.map(lambda _: subscribed.get("/news", headers=proof).status, range(20)))
    assert codes.count(200) == 1 and set(codes) == {200, 402}
    assert subscribed.get("/news", headers=proof).json["error"] == "invalid_siwx_nonce"


@pytest.mark.parametrize("change, reason", [
    (lambda p: p.update(domain="evil.example"), "invalid_siwx_domain_mismatch"),
    (lambda p: p.update(uri="https://evil.example/news"), "invalid_siwx_uri_mismatch"),
    (lambda p: p.update(issuedAt="2020-01-01T00:00:00.000Z"), "invalid_siwx_issued_at_too_old"),
    (lambda p: p.update(issuedAt="2999-01-01T00:00:00.000Z"), "invalid_siwx_issued_at_in_future"),
    (lambda p: p.update(issuedAt="yesterday"), "invalid_siwx_issued_at"),
    (lambda p: p.update(expirationTime="2020-01-01T00:00:00.000Z"), "invalid_siwx_expired"),
    (lambda p: p.update(expirationTime="never"), "invalid_siwx_expiration_time"),
    (lambda p: p.update(notBefore="2999-01-01T00:00:00.000Z"), "invalid_siwx_not_yet_valid"),
    (lambda p: p.update(notBefore="soon"), "invalid_siwx_not_before"),
    (lambda p: p.update(nonce="short"), "invalid_siwx_nonce"),
    (lambda p: p.update(statement="Pay everything"), "invalid_siwx_signature"),
    (lambda p: p.update(address="0x" + "11" * 20), "invalid_siwx_signature"),
    (lambda p: p.update(signature="0x1234"), "invalid_siwx_signature"),
    (lambda p: p.update(signature="zz"), "invalid_siwx_malformed_signature"),
    (lambda p: p.update(statement="a\nb"), "invalid_siwx_malformed_signature"),
    (lambda p: p.update(type="ed25519"), "invalid_siwx_unsupported_chain"),
    (lambda p: p.pop("nonce"), "invalid_siwx_malformed_signature"),
])
def test_each_fault_of_a_proof_has_its_name_and_opens_nothing(subscribed, change, reason):
    answer = subscribed.get(
        "/news", headers=sign_in(subscribed, offered(subscribed, "/news"), change=change))
    assert answer.status == 402 and answer.json["error"] == reason


@pytest.mark.parametrize("proof", ["", "!!", "e30=", base64.b64encode(b"x" * 20_000).decode()])
def test_a_header_that_is_none_opens_nothing(subscribed, proof):
    assert subscribed.get("/news", headers={"SIGN-IN-WITH-X": proof}).status in (402, 431)


def test_one_payment_sent_many_times_buys_one_period_and_paying_again_adds_one(subscribed):
    def until():
        answer = subscribed.get("/news", headers=sign_in(subscribed, offered(subscribed, "/news")))
        return answer.headers["x-paid-until"]

    before = until()
    payment = header(signed(subscribed, offered(subscribed, "/news")))
    with ThreadPoolExecutor(20) as pool:
        codes = list(pool.map(lambda _: subscribed.get("/news", headers=payment).status, range(20)))
    assert codes.count(200) == 1, codes
    after = until()
    first, last = (time.mktime(time.strptime(t[:19], "%Y-%m-%dT%H:%M:%S")) for t in (before, after))
    assert 30 * 86_400 < last - first < 32 * 86_400
    assert subscribed.get("/news", headers=payment).status == 402 and until() == after


def test_it_stays_open_after_a_crash(subscribed):
    subscribed.kill()
    subscribed.start()
    answer = subscribed.get("/news", headers=sign_in(subscribed, offered(subscribed, "/news")))
    assert answer.status == 200


# A payment with a name


def test_a_payment_with_a_name_is_answered_the_same_again(shop):
    body = signed(shop, offered(shop, "/once"), "pay_" + "a1" * 16)
    first = shop.get("/once", headers=header(body))
    again = shop.get("/once", headers=header(body))
    assert first.status == again.status == 200 and first.body == again.body
    assert settlement(first) == settlement(again)
    other = shop.get("/once", headers=header(signed(shop, offered(shop, "/once"), "pay_" + "a1" * 16)))
    assert other.status == 409 and other.json["error"] == "payment_identifier_reused"
    elsewhere = shop.get("/once?x=1", headers=header(body))
    assert elsewhere.status == 409
    shop.kill()
    shop.start()
    assert shop.get("/once", headers=header(body)).body == first.body


@pytest.mark.parametrize("name", ["short", "x" * 129, "with blanks in the name", 5, {}])
def test_a_name_that_is_none_is_refused_and_nothing_is_charged(shop, name):
    body = signed(shop, offered(shop, "/once"), name)
    answer = shop.get("/once", headers=header(body))
    assert answer.status == 400 and answer.json["error"] == "invalid_payment_identifier"
    body.pop("extensions")
    assert shop.get("/once", headers=header(body)).status == 200


def test_a_name_of_a_payment_that_failed_can_be_used_again(shop):
    name = "pay_" + "b2" * 16
    broken = signed(shop, offered(shop, "/once"), name)
    broken["payload"]["signature"] = "0x" + "11" * 65
    assert shop.get("/once", headers=header(broken)).status == 402
    assert shop.get("/once", headers=header(signed(shop, offered(shop, "/once"), name))).status == 200


# A tool that is sold


def rpc(shop, method, params, session=None, number=[0]):
    number[0] += 1
    headers = {"Accept": "application/json", "Content-Type": "application/json"}
    if session:
        headers["Mcp-Session-Id"] = session
    return shop.post("/mcp", {"jsonrpc": "2.0", "id": number[0], "method": method, "params": params},
                     headers=headers)


@pytest.fixture
def session(shop):
    answer = rpc(shop, "initialize", {
        "protocolVersion": "2025-06-18", "capabilities": {}, "clientInfo": {"name": "t", "version": "1"}})
    return answer.headers["mcp-session-id"]


def test_a_tool_is_listed_priced_and_sold(shop, session):
    tools = rpc(shop, "tools/list", {}, session).json["result"]["tools"]
    assert "one_report" in {tool["name"] for tool in tools}
    demand = rpc(shop, "tools/call", {"name": "one_report"}, session).json["result"]
    assert demand["isError"] is True
    required = demand["structuredContent"]
    assert json.loads(demand["content"][0]["text"]) == required
    assert required["x402Version"] == 2 and required["resource"]["url"] == "mcp://tool/one_report"
    call = {"name": "one_report", "_meta": {"x402/payment": signed(shop, required)}}
    paid = rpc(shop, "tools/call", call, session).json["result"]
    assert paid["isError"] is False and json.loads(paid["content"][0]["text"]) == GOODS
    receipt = paid["_meta"]["x402/payment-response"]
    assert receipt["success"] is True and receipt["transaction"].startswith("0x")
    spent = rpc(shop, "tools/call", call, session).json["result"]
    assert spent["isError"] is True and "secret" not in json.dumps(spent)


@pytest.mark.parametrize("payment", ["text", {}, {"x402Version": 9}, {"x402Version": 2, "payload": {}}, 5])
def test_a_payment_that_cannot_be_read_buys_no_tool(shop, session, payment):
    answer = rpc(shop, "tools/call", {"name": "one_report", "_meta": {"x402/payment": payment}}, session)
    assert answer.json["result"]["isError"] is True and "secret" not in answer.text


def test_the_sdk_reads_our_offer_and_our_receipt(shop, session):
    from x402.mcp.types import MCPToolResult
    from x402.mcp.utils import (extract_payment_required_from_result,
                                extract_payment_response_from_meta)

    def read(result):
        return MCPToolResult(result["content"], result["isError"], result.get("_meta"),
                             result.get("structuredContent"))

    demand = rpc(shop, "tools/call", {"name": "one_report"}, session).json["result"]
    required = extract_payment_required_from_result(read(demand))
    assert required.accepts[0].amount == "10000"
    call = {"name": "one_report", "arguments": {"input": "all of it"},
            "_meta": {"x402/payment": signed(shop, demand["structuredContent"])}}
    paid = rpc(shop, "tools/call", call, session).json["result"]
    assert extract_payment_response_from_meta(read(paid)).success is True


# Our own buyer at this seller


def test_an_agent_that_has_subscribed_comes_in_without_paying_again(shop):
    from test_agents import agent_of
    from test_runtime import buy, units

    agent = agent_of(shop, "an agent called reader that subscribes to news services and buys data, at "
                     "most $3 a payment and $9 a day, never ask me")
    url = f"http://127.0.0.1:{shop.port}/news"
    made = shop.post("/api/v1/services", {
        "name": "Daily news", "url": url, "description": "News of the day", "category": "news",
        "price": {"amount": "2", "token": "USDC"}, "pricing_model": "subscription", "period": "monthly"})
    assert made.status in (200, 201), made
    subscribed = shop.post(f"/api/v1/services/{made.json['id']}/subscribe", {"agent": agent}).json
    assert subscribed["status"] == "completed", subscribed
    payments = len(shop.get("/api/v1/payments/history?limit=200").json["items"])
    for _ in range(2):
        done = buy(shop, {"url": url, "agent": agent}).json
        assert done["status"] == "completed" and "subscription" in json.dumps(done), done
        call = done["tool_calls"][-1]["result"]
        assert call["paid"] == "0" and call["response"]["body"] == GOODS, call
    assert len(shop.get("/api/v1/payments/history?limit=200").json["items"]) == payments
