"""Client, server and facilitator, ours and the reference SDK's, in every combination, settling on a
real EVM. What is held true each time: the goods came, and the balances moved exactly once.

The SDK (PyPI x402) serves version 2 only, so version 1 is tried on our server.
"""

import json
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request

import pytest

from devnet import ROOT, Devnet
from paygent import BINARY, Server

NETWORK = "eip155:84532"
USDC = "0x036CbD53842c5426634e7929541eC2318f3dCF7e"
PRICE = 10_000
BASE_SEPOLIA = ["--chain-id", "84532", "--usd-name", "USDC", "--usd-version", "2", "--usd-at", USDC]


def answers(url):
    try:
        urllib.request.urlopen(url, timeout=2).read()
    except urllib.error.HTTPError:
        return True
    except OSError:
        return False
    return True


class Peer:
    """One process of the SDK."""

    def __init__(self, kind, *arguments):
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        self.process = subprocess.Popen(
            [sys.executable, str(ROOT / "Tests/Server/peers.py"), kind, str(self.port), *arguments])

    def ready(self):
        deadline = time.monotonic() + 60
        while not answers(self.url):
            assert self.process.poll() is None and time.monotonic() < deadline, "no peer"
            time.sleep(0.05)
        return self

    def stop(self):
        self.process.terminate()
        self.process.wait()


class Market:
    """A chain, both facilitators, and a seller of each kind on each of them."""

    def __init__(self, folder):
        self.folder = folder
        self.closing = []
        self.net = self.enter(Devnet(folder, *BASE_SEPOLIA))
        self.chains = {"PAYGENT_CHAINS": f"{NETWORK}={self.net.url}"}
        self.pay_to = self.net.account("merchant")[0]
        ours = self.enter(Server(folder / "facilitator", command="facilitator",
                                 environment=self.chains))
        wallet = json.loads((folder / "facilitator" / "keystore.json").read_text())["address"]
        self.net.fund("0x" + wallet.removeprefix("0x"), coins=100)
        key = self.net.account("facilitator")[1]
        theirs = self.peer("facilitator", self.net.url, key, NETWORK)
        self.facilitators = {"ours": f"http://127.0.0.1:{ours.port}", "theirs": theirs.url}
        routes = folder / "routes.json"
        routes.write_text(json.dumps({"routes": [
            self.route("/weather", [2, 1]), self.route("/v1", [1])]}))
        (folder / "weather.json").write_text('{"sky": "clear", "seller": "ours"}')
        self.sellers = {}
        for name, url in self.facilitators.items():
            mine = self.enter(Server(
                folder / f"seller-{name}", "--routes", str(routes), "--facilitator", url,
                command="seller", environment=self.chains))
            self.sellers["ours", name] = f"http://127.0.0.1:{mine.port}"
            self.sellers["theirs", name] = self.peer("server", url, self.pay_to, NETWORK).url
        self.buyer = folder / "buyer"

    def route(self, path, versions):
        return {"path": path, "price": "$0.01", "network": NETWORK, "versions": versions,
                "file": str(self.folder / "weather.json"), "pay_to": self.pay_to}

    def enter(self, context):
        entered = context.__enter__()
        self.closing.append(lambda: context.__exit__(None, None, None))
        return entered

    def peer(self, *arguments):
        made = Peer(*arguments).ready()
        self.closing.append(made.stop)
        return made

    def close(self):
        for end in reversed(self.closing):
            end()

    def pay_ours(self, url, maximum="0.02"):
        return subprocess.run(
            [BINARY, "pay", url, "--max", maximum, "--network", NETWORK, "--yes", "--output",
             "json", "--data", str(self.buyer)],
            env={"PATH": os.environ["PATH"], **self.chains}, cwd=self.folder,
            capture_output=True, text=True, timeout=60)


@pytest.fixture(scope="module")
def market(tmp_path_factory):
    made = Market(tmp_path_factory.mktemp("market"))
    try:
        refused = made.pay_ours(made.sellers["ours", "ours"] + "/weather")
        assert refused.returncode != 0  # the wallet is made here, and is empty
        wallet = json.loads((made.buyer / "keystore.json").read_text())["address"]
        made.wallet = "0x" + wallet.removeprefix("0x")
        made.net.fund(made.wallet, dollars=50)
        yield made
    finally:
        made.close()


def buy_ours(market, url):
    done = market.pay_ours(url)
    assert done.returncode == 0, done.stderr + done.stdout
    told = json.loads(done.stdout)
    assert told["status"] == "completed" and told["simulated"] is False
    return market.wallet, told["response"]["body"]


def buy_theirs(market, url):
    from eth_account import Account
    from x402 import x402ClientSync
    from x402.http.clients import x402_requests
    from x402.mechanisms.evm.exact import register_exact_evm_client
    from x402.mechanisms.evm import EthAccountSigner

    address, key = market.net.account("payer1")
    client = x402ClientSync()
    register_exact_evm_client(client, EthAccountSigner(Account.from_key(key)))
    answer = x402_requests(client).get(url, timeout=60)
    assert answer.status_code == 200, (answer.status_code, answer.headers, answer.text)
    settled = answer.headers.get("PAYMENT-RESPONSE") or answer.headers.get("X-PAYMENT-RESPONSE")
    assert settled
    return address, answer.json()


BUY = {"ours": buy_ours, "theirs": buy_theirs}


def moved_once(market, client, url):
    payer = market.wallet if client == "ours" else market.net.account("payer1")[0]
    before = market.net.balance(payer), market.net.balance(market.pay_to)
    payer, goods = BUY[client](market, url)
    after = market.net.balance(payer), market.net.balance(market.pay_to)
    assert after == (before[0] - PRICE, before[1] + PRICE)
    return goods


@pytest.mark.parametrize("facilitator", ["ours", "theirs"])
@pytest.mark.parametrize("server", ["ours", "theirs"])
@pytest.mark.parametrize("client", ["ours", "theirs"])
def test_version_2_in_every_combination(market, client, server, facilitator):
    goods = moved_once(market, client, market.sellers[server, facilitator] + "/weather")
    assert goods["seller"] == server


@pytest.mark.parametrize("facilitator", ["ours", "theirs"])
@pytest.mark.parametrize("client", ["ours", "theirs"])
def test_version_1_on_our_server(market, client, facilitator):
    goods = moved_once(market, client, market.sellers["ours", facilitator] + "/v1")
    assert goods["seller"] == "ours"


def test_a_price_above_the_maximum_is_not_paid(market):
    before = market.net.balance(market.wallet)
    done = market.pay_ours(market.sellers["theirs", "ours"] + "/weather", maximum="0.009")
    assert done.returncode == 3 and "above what this payment may cost" in done.stderr
    assert market.net.balance(market.wallet) == before


def test_a_no_at_the_terminal_pays_nothing(market):
    before = market.net.balance(market.wallet)
    done = subprocess.run(
        [BINARY, "pay", market.sellers["ours", "ours"] + "/weather", "--max", "1", "--network",
         NETWORK, "--data", str(market.buyer)],
        env={"PATH": os.environ["PATH"], **market.chains}, cwd=market.folder, input="n\n",
        capture_output=True, text=True, timeout=60)
    assert done.returncode == 3 and "asks for 0.01 USDC on Base Sepolia" in done.stderr
    assert market.net.balance(market.wallet) == before


@pytest.mark.parametrize("facilitator", ["ours", "theirs"])
def test_one_payment_sent_fifty_times_at_once_buys_once(market, facilitator):
    from concurrent.futures import ThreadPoolExecutor

    import requests
    from eth_account import Account
    from x402 import x402ClientSync
    from x402.http import x402HTTPClientSync
    from x402.mechanisms.evm import EthAccountSigner
    from x402.mechanisms.evm.exact import register_exact_evm_client

    url = market.sellers["ours", facilitator] + "/weather"
    address, key = market.net.account("payer2")
    client = x402ClientSync()
    register_exact_evm_client(client, EthAccountSigner(Account.from_key(key)))
    first = requests.get(url, timeout=20)
    headers, _ = x402HTTPClientSync(client).handle_402_response(
        dict(first.headers), first.content, url)
    before = market.net.balance(address)
    with ThreadPoolExecutor(50) as pool:
        codes = list(pool.map(
            lambda _: requests.get(url, headers=headers, timeout=60).status_code, range(50)))
    assert codes.count(200) == 1 and set(codes) <= {200, 402, 409}, codes
    assert requests.get(url, headers=headers, timeout=20).status_code == 402
    assert market.net.balance(address) == before - PRICE
