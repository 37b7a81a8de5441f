"""What this service sells, and what it buys: nothing leaves unpaid, nothing is paid twice, whatever the
other side says. The facilitators and sellers here lie on purpose."""

import base64
import http.server
import json
import subprocess
import threading
import time

import pytest
from eth_account import Account
from eth_account.messages import encode_typed_data

from paygent import BINARY, Server
from test_wallets import TYPES

NETWORK = "eip155:338"
GOODS = '{"secret": "goods"}'
SOLD = [("/weather", "file"), ("/upstream", "upstream"), ("/broken", "upstream")]


class Pretender:
    """An HTTP server whose answers are set by the test; remembers what it was asked."""

    def __init__(self):
        self.answers = {}
        self.asked = []
        outer = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                path = self.path.split("?")[0]
                outer.asked.append((path, dict(self.headers), body, self.path))
                status, headers, answer = outer.answers.get(path, (404, {}, b""))
                self.send_response(status)
                for name, value in headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(answer)))
                self.end_headers()
                self.wfile.write(answer)

            do_GET = do_POST

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def says(self, path, answer, status=200, **headers):
        body = answer if isinstance(answer, bytes) else json.dumps(answer).encode()
        self.answers[path] = (status, {"Content-Type": "application/json", **headers}, body)

    def count(self, path, header=None):
        return sum(1 for asked, headers, _, _ in self.asked
                   if asked == path and (header is None or header in headers))


@pytest.fixture(scope="module")
def pretender():
    made = Pretender()
    yield made
    made.server.shutdown()


@pytest.fixture
def other(pretender):
    """As good as new for each test."""
    pretender.asked.clear()
    pretender.answers = {}
    pretender.says("/verify", {"isValid": True})
    return pretender


def routes(folder, other):
    (folder / "weather.json").write_text(GOODS)
    entries = []
    for path, kind in SOLD:
        source = str(folder / "weather.json") if kind == "file" else other.url + path
        entries.append({"path": path, "price": "0.01 USDC", "network": NETWORK, kind: source})
    file = folder / "routes.json"
    file.write_text(json.dumps({"routes": entries}))
    return file


KEY = "fk_live_0123456789abcdef"


@pytest.fixture(scope="module")
def shop(tmp_path_factory, pretender):
    """A seller on the sandbox, whose own wallet has play money to buy with."""
    folder = tmp_path_factory.mktemp("shop")
    with Server(folder / "shop", "--routes", str(routes(folder, pretender))) as running:
        folder = running.data
        keystore = json.loads((folder / "keystore.json").read_text())
        running.key = Account.decrypt(keystore, (folder / "passphrase").read_text().strip())
        yield running


@pytest.fixture(scope="module")
def liar(tmp_path_factory, pretender):
    """A seller whose facilitator is the pretender."""
    folder = tmp_path_factory.mktemp("liar")
    with Server(folder / "liar", "--routes", str(routes(folder, pretender)), "--facilitator",
                pretender.url, command="seller", environment={"PAYGENT_FACILITATOR_KEY": KEY}) as running:
        running.key = b"\x01" * 32
        yield running


def payment(shop, path="/weather"):
    required = json.loads(base64.b64decode(shop.get(path).headers["payment-required"]))
    offer = required["accepts"][0]
    account = Account.from_key(shop.key)
    now = int(time.time())
    message = {
        "from": account.address, "to": offer["payTo"], "value": int(offer["amount"]),
        "validAfter": 0, "validBefore": now + 100, "nonce": time.time_ns().to_bytes(32, "big")}
    domain = {
        "name": offer["extra"]["name"], "version": offer["extra"]["version"], "chainId": 338,
        "verifyingContract": offer["asset"]}
    signed = Account.sign_message(encode_typed_data(domain, TYPES, message), shop.key)
    authorization = {k: v if isinstance(v, str) else str(v) for k, v in message.items()}
    authorization["nonce"] = "0x" + message["nonce"].hex()
    body = {
        "x402Version": 2, "accepted": offer, "resource": required["resource"],
        "payload": {"signature": "0x" + bytes(signed.signature).hex(),
                    "authorization": authorization}}
    return {"PAYMENT-SIGNATURE": base64.b64encode(json.dumps(body).encode()).decode()}


def test_a_file_is_sold_and_a_402_is_not_cached(shop):
    asked = shop.get("/weather")
    assert asked.status == 402 and asked.headers["cache-control"] == "no-store"
    assert GOODS not in asked.text
    paid = shop.get("/weather", headers=payment(shop))
    assert paid.status == 200 and paid.text == GOODS
    assert "private" in paid.headers["cache-control"]


def test_a_payment_stays_spent_after_a_restart(shop):
    header = payment(shop)
    assert shop.get("/weather", headers=header).status == 200
    shop.kill()
    shop.start()
    assert shop.get("/weather", headers=header).status == 402


def test_an_upstream_is_sold_with_its_query_and_without_the_payment(shop, other):
    other.says("/upstream", {"from": "upstream"})
    paid = shop.get("/upstream?city=Paris%20Nord&x=%2B", headers=payment(shop, "/upstream"))
    assert paid.status == 200 and paid.json == {"from": "upstream"}
    _, headers, _, path = other.asked[-1]
    assert path == "/upstream?city=Paris%20Nord&x=%2B"
    assert not [name for name in headers if "payment" in name.lower()]


def test_what_the_upstream_refuses_is_not_charged(shop, other):
    other.says("/broken", {"error": "out of order"}, status=503)
    before = shop.get("/api/v1/wallet/transactions").body
    header = payment(shop, "/broken")
    assert shop.get("/broken", headers=header).status == 503
    assert shop.get("/api/v1/wallet/transactions").body == before
    other.says("/broken", {"again": "in order"})
    assert shop.get("/broken", headers=header).status == 200  # the same payment is still good


def test_a_payment_for_one_path_is_not_one_for_a_dearer_one(shop):
    header = payment(shop)
    body = json.loads(base64.b64decode(header["PAYMENT-SIGNATURE"]))
    body["accepted"]["amount"] = "1"
    cheap = {"PAYMENT-SIGNATURE": base64.b64encode(json.dumps(body).encode()).decode()}
    assert shop.get("/weather", headers=cheap).status == 402


@pytest.mark.parametrize("path", [
    "//weather", "/%2e/weather", "/WEATHER", "/weather/", "/./weather", "/x/../weather",
    "/%77eather", "/weather%00", "/weather%2", "/weather;x",
])
def test_an_odd_path_gets_nothing_unpaid(shop, path):
    answer = shop.get(path)
    assert answer.status != 200 and "secret" not in answer.text


@pytest.mark.parametrize("method", ["HEAD", "POST", "OPTIONS", "PUT", "DELETE"])
def test_no_other_method_gets_it_unpaid(shop, method):
    answer = shop.call(method, "/weather")
    assert answer.status != 200 and "secret" not in answer.text


@pytest.mark.parametrize("settlement", [
    {"success": True, "transaction": "", "network": NETWORK},
    {"success": True, "transaction": "0x" + "00" * 32, "network": NETWORK},
    {"success": True, "transaction": "0xabc", "network": NETWORK},
    {"success": False, "transaction": "0x" + "ab" * 32, "network": NETWORK},
    {"success": "yes", "transaction": "0x" + "ab" * 32, "network": NETWORK},
    [], "nonsense",
])
def test_without_proof_of_settlement_nothing_leaves(liar, other, settlement):
    other.says("/settle", settlement)
    answer = liar.get("/weather", headers=payment(liar))
    assert answer.status == 402 and "secret" not in answer.text


def test_a_settlement_with_a_transaction_releases(liar, other):
    other.says("/settle", {"success": True, "transaction": "0x" + "ab" * 32, "network": NETWORK})
    answer = liar.get("/weather", headers=payment(liar))
    assert answer.status == 200 and answer.text == GOODS


def test_an_ambiguous_settlement_is_tried_again_with_the_same_payment(liar, other):
    other.says("/settle", {"error": "gateway"}, status=504)
    answer = liar.get("/weather", headers=payment(liar))
    assert answer.status == 402 and "secret" not in answer.text
    bodies = {body for path, _, body, _ in other.asked if path == "/settle"}
    assert other.count("/settle") == 3 and len(bodies) == 1


def test_a_handler_that_fails_settles_nothing(liar, other):
    other.says("/broken", {}, status=404)
    assert liar.get("/broken", headers=payment(liar, "/broken")).status == 404
    assert other.count("/settle") == 0


@pytest.mark.parametrize("verdict, status", [
    ({"isValid": False, "invalidReason": "insufficient_funds"}, 402), ({"error": "?"}, 503),
])
def test_what_is_not_verified_is_not_served(liar, other, verdict, status):
    other.says("/verify", verdict)
    assert liar.get("/weather", headers=payment(liar)).status == status
    assert other.count("/settle") == 0


# Buying, from sellers that lie.


def offer_of(shop):
    return shop.get("/weather").headers["payment-required"]


def buy(shop, url):
    return subprocess.run(
        [BINARY, "pay", url, "--max", "0.05", "--yes", "--output", "json", "--data",
         str(shop.data)], env={"PATH": "/usr/bin:/bin"}, cwd=shop.data.parent, capture_output=True,
        text=True, timeout=60)


def test_a_seller_that_asks_for_ever_is_paid_once_at_most(shop, other):
    other.says("/endless", {}, status=402, **{"PAYMENT-REQUIRED": offer_of(shop)})
    assert buy(shop, other.url + "/endless").returncode == 1
    assert other.count("/endless", "PAYMENT-SIGNATURE") == 1


def test_a_redirect_never_takes_the_payment_along(shop, other):
    thief = Pretender()
    other.says("/moved", {}, status=402, **{"PAYMENT-REQUIRED": offer_of(shop)})

    first = threading.Event()
    original = other.answers["/moved"]

    class Once(dict):
        def get(self, path, default=None):
            if path == "/moved" and first.is_set():
                return (307, {"Location": thief.url + "/moved"}, b"")
            if path == "/moved":
                first.set()
                return original
            return super().get(path, default)

    other.answers = Once(other.answers)
    assert buy(shop, other.url + "/moved").returncode == 1
    assert thief.asked == []
    thief.server.shutdown()


def test_an_offer_for_another_host_is_not_paid(shop, other):
    required = json.loads(base64.b64decode(offer_of(shop)))
    required["resource"]["url"] = "https://elsewhere.example/weather"
    header = base64.b64encode(json.dumps(required).encode()).decode()
    other.says("/foreign", {}, status=402, **{"PAYMENT-REQUIRED": header})
    done = buy(shop, other.url + "/foreign")
    assert done.returncode == 3 and "somebody else's goods" in done.stderr
    assert other.count("/foreign", "PAYMENT-SIGNATURE") == 0


@pytest.mark.parametrize("text, said", [
    ("/x=free@eip155:338=a.json", "price"), ("/x=0.01 USDC@nowhere=a.json", "nowhere"),
    ("x=0.01 USDC@eip155:338=a.json", "path"), ("/x=0.01 USDC@eip155:338=a.json", "no file"),
    ("/x=0 USDC@eip155:338=a.json", "more than nothing"), ("nonsense", "write it as"),
])
def test_a_route_that_cannot_be_sold_refuses_to_start(text, said, tmp_path):
    done = subprocess.run(
        [BINARY, "seller", "--route", text, "--data", str(tmp_path / "d"), "--port", "0"],
        env={"PATH": "/usr/bin:/bin"}, cwd=tmp_path, capture_output=True, text=True, timeout=20)
    assert done.returncode == 1 and said in done.stderr


# The key of the account at a facilitator


def test_the_facilitator_gets_its_key_and_nobody_else_does(liar, other):
    other.says("/settle", {"success": True, "transaction": "0x" + "ab" * 32, "network": NETWORK})
    assert liar.get("/weather", headers=payment(liar)).status == 200
    asked = [headers for path, headers, _, _ in other.asked if path in ("/verify", "/settle")]
    assert {headers.get("Authorization") for headers in asked} == {f"Bearer {KEY}"}
    elsewhere = Pretender()
    try:
        elsewhere.says("/verify", {"isValid": True})
        other.says("/verify", b"", 307, Location=elsewhere.url + "/verify")
        liar.get("/weather", headers=payment(liar))
        assert elsewhere.count("/verify") == 1 and elsewhere.count("/verify", "Authorization") == 0
    finally:
        elsewhere.server.shutdown()
    assert KEY not in (liar.data.parent / f"{liar.data.name}.log").read_text()


@pytest.mark.parametrize("setting, code, word", [
    ({"PAYGENT_FACILITATOR": "https://f.example", "PAYGENT_FACILITATOR_KEY": KEY}, 0, "with a key"),
    ({"PAYGENT_FACILITATOR": "https://f.example", "PAYGENT_FACILITATOR_KEY": "X-API-Key: " + KEY}, 0, "with a key"),
    ({"PAYGENT_FACILITATOR": "https://f.example"}, 0, "with no key"),
    ({"PAYGENT_FACILITATOR_KEY": KEY}, 78, "no effect"),
    ({"PAYGENT_FACILITATOR": "http://f.example", "PAYGENT_FACILITATOR_KEY": KEY}, 78, "without TLS"),
    ({"PAYGENT_FACILITATOR": "http://127.0.0.1.f.example", "PAYGENT_FACILITATOR_KEY": KEY}, 78, "without TLS"),
    ({"PAYGENT_FACILITATOR": "https://f.example", "PAYGENT_FACILITATOR_KEY": "a b: " + KEY}, 78, "neither"),
    ({"PAYGENT_FACILITATOR": "https://f.example", "PAYGENT_FACILITATOR_KEY": "X-Key: é" + KEY}, 78, "neither"),
])
def test_the_key_is_checked_and_never_shown(tmp_path, setting, code, word):
    result = subprocess.run([BINARY, "config", "check"], env=setting, cwd=tmp_path, capture_output=True, text=True)
    said = result.stdout + result.stderr
    assert result.returncode == code and word in said and KEY not in said, said
