"""Payments on a real EVM: the wallet, transfers, purchases, and what happens when the node does not
answer."""

import json
import subprocess
import threading
import time

import pytest
from eth_account import Account
from eth_utils import to_checksum_address

from devnet import NETWORK, Devnet
from paygent import BINARY, Server, finish

RECIPIENT = "0x52908400098527886E0F7030069857D2E4169EE7"


@pytest.fixture(scope="module")
def net(tmp_path_factory):
    with Devnet(tmp_path_factory.mktemp("devnet")) as running:
        yield running


@pytest.fixture(scope="module")
def box(net, tmp_path_factory):
    """A service on the chain, with dollars and coins in its wallet."""
    with Server(tmp_path_factory.mktemp("box") / "data", environment=net.setting) as running:
        running.wallet = running.get("/api/v1/wallet/balance").json["wallet_address"]
        net.fund(running.wallet, dollars=100, coins=100)
        yield running


def held(box, token="USDC"):
    answer = box.get(f"/api/v1/wallet/balance?network={NETWORK}&tokens={token}").json
    assert answer["simulated"] is False
    return answer["balances"][0]["amount"]


def settle(box, payment, seconds=30):
    """Waits until a payment has come to its end."""
    deadline = time.monotonic() + seconds
    while True:
        found = box.get(f"/api/v1/payments/{payment}").json
        if found["status"] in ("completed", "failed") or time.monotonic() > deadline:
            return found
        time.sleep(0.2)


def test_the_wallet_shows_what_the_chain_holds(box, net):
    assert held(box) == "100" and held(box, "CRO") == "100"
    elsewhere = box.get("/api/v1/wallet/balance?network=base-sepolia").json
    assert elsewhere["simulated"] is True


def test_a_transfer_moves_the_money_on_the_chain_once(box, net):
    before = net.balance(RECIPIENT)
    order = {"recipient": RECIPIENT, "amount": "0.05", "token": "USDC"}
    answers = [
        box.post("/api/v1/wallet/transfer", order, headers={"Idempotency-Key": "chain-1"}).json
        for _ in range(2)
    ]
    assert [a["status"] for a in answers] == ["completed", "completed"], answers[0]
    assert answers[0]["simulated"] is False
    assert net.balance(RECIPIENT) == before + 50_000
    paid = answers[0]["payments"][0]["transaction"]
    receipt = net.rpc("eth_getTransactionReceipt", paid)
    assert receipt["status"] == "0x1" and receipt["type"] == "0x2"
    listed = box.get(f"/api/v1/wallet/transactions?network={NETWORK}").json
    assert listed["simulated"] is False
    assert listed["items"][0]["transaction"] == paid
    assert listed["items"][0]["moves"][0]["direction"] == "out"


def test_an_agent_buys_on_the_chain(box, net):
    before = net.balance(box.wallet)
    bought = box.post("/api/v1/payments/x402", {"url": f"http://127.0.0.1:{box.port}/x402/demo/quote"})
    assert bought.json["status"] == "completed", bought
    assert bought.json["simulated"] is False
    assert net.balance(box.wallet) == before - 50_000


def test_a_lost_answer_ends_as_paid_by_the_chains_own_word(box, net):
    """The node takes the transaction and the connection is cut before it answers."""
    before = net.balance(RECIPIENT)
    net.fault(drop_next=1, drop_methods=["eth_sendRawTransaction"])
    answer = box.post(
        "/api/v1/wallet/transfer", {"recipient": RECIPIENT, "amount": "0.03", "token": "USDC"}).json
    net.fault(reset=True)
    assert settle(box, answer["payments"][0]["id"])["status"] == "completed", answer
    assert net.balance(RECIPIENT) == before + 30_000


def test_a_node_that_fails_after_it_passed_a_payment_on_has_not_lost_it(box, net):
    """It answers every sending with an error, and has what it was sent all the same: three such
    answers are no proof that nothing left."""
    before = net.balance(RECIPIENT)
    net.fault(stall=True, rpc_error_next=99, rpc_error_late=True,
              rpc_error_methods=["eth_sendRawTransaction"])
    answer = box.post(
        "/api/v1/wallet/transfer", {"recipient": RECIPIENT, "amount": "0.06", "token": "USDC"}).json
    payment = answer["payments"][0]["id"]
    held = box.get(f"/api/v1/payments/{payment}").json
    net.fault(reset=True)
    assert held["status"] not in ("completed", "failed"), held
    assert settle(box, payment)["status"] == "completed"
    assert net.balance(RECIPIENT) == before + 60_000


def later(box, amount):
    """A transfer that is under way, and where its answer will be."""
    answer = []
    order = {"recipient": RECIPIENT, "amount": amount, "token": "USDC"}
    thread = threading.Thread(
        target=lambda: answer.append(box.post("/api/v1/wallet/transfer", order, timeout=90).json))
    thread.start()
    return thread, answer


def sent(net):
    return net.fault()["counts"].get("eth_sendRawTransaction", 0)


def test_a_transaction_that_hangs_is_replaced_for_a_higher_fee(box, net):
    """No block for more than ten seconds; both have one number, so one of them is mined."""
    before, tries = net.balance(RECIPIENT), sent(net)
    net.fault(stall=True)
    thread, answer = later(box, "0.04")
    deadline = time.monotonic() + 30
    while sent(net) < tries + 3 and time.monotonic() < deadline:
        assert not answer, answer
        time.sleep(0.1)
    net.fault(stall=False)
    thread.join()
    assert answer[0]["status"] == "completed", answer
    mined = net.rpc("eth_getTransactionByHash", answer[0]["payments"][0]["transaction"])
    price = int(net.rpc("eth_gasPrice"), 16)
    assert int(mined["maxFeePerGas"], 16) > 2 * price
    assert net.balance(RECIPIENT) == before + 40_000


def test_a_transaction_that_the_node_forgot_is_sent_again(box, net):
    before, tries = net.balance(RECIPIENT), sent(net)
    net.fault(stall=True)
    thread, answer = later(box, "0.02")
    deadline = time.monotonic() + 30
    while sent(net) == tries and time.monotonic() < deadline:
        time.sleep(0.05)
    assert net.rpc("dev_dropPool") == 1
    net.fault(stall=False)
    thread.join()
    assert answer[0]["status"] == "completed", answer
    assert net.balance(RECIPIENT) == before + 20_000


def test_a_node_that_is_down_pays_nothing_and_says_so(box, net):
    before = net.balance(RECIPIENT)
    net.fault(http_error_next=1000)
    try:
        answer = box.post(
            "/api/v1/wallet/transfer",
            {"recipient": RECIPIENT, "amount": "0.01", "token": "USDC"}).json
        assert answer["status"] == "failed" and "could not be asked" in answer["result"]
        time.sleep(5.5)  # health is asked at most every five seconds
        health = box.get("/health")
        assert health.status == 200 and health.json["status"] == "degraded"
        assert health.json["dependencies"][f"chain {NETWORK}"]["status"] == "down"
    finally:
        net.fault(reset=True)
    assert net.balance(RECIPIENT) == before


def test_the_facilitator_says_where_it_is_real(box):
    kinds = {
        kind["network"]: kind for kind in box.get("/facilitator/supported").json["kinds"]
        if kind["scheme"] == "exact"}
    assert "extra" not in kinds[NETWORK]
    assert kinds["eip155:84532"]["extra"] == {"simulated": True}


@pytest.mark.parametrize("flags, said", [
    (["--usd-version", "2"], "DOMAIN_SEPARATOR"),
    (["--usd-name", "Fake Dollar"], "DOMAIN_SEPARATOR"),
    (["--usd-at", ""], "no contract"),
])
def test_a_token_that_is_not_what_the_table_says_is_never_signed_for(tmp_path, flags, said):
    with Devnet(tmp_path, *flags) as net:
        with Server(tmp_path / "data", environment=net.setting) as box:
            wallet = box.get("/api/v1/wallet/balance").json["wallet_address"]
            net.fund(wallet, dollars=10 if flags[1] else 0, coins=10)
            answer = box.post(
                "/api/v1/wallet/transfer",
                {"recipient": RECIPIENT, "amount": "0.01", "token": "USDC"}).json
            assert answer["status"] in ("refused", "failed"), answer
            note = box.get("/health").json["dependencies"][f"chain {NETWORK}"]["note"]
            assert said in note
        log = (tmp_path / "data.log").read_text()
        assert said in log and "refused" in log


def test_an_unknown_domain_is_read_on_the_chain(tmp_path):
    """Cronos' own dollar, whose version sources dispute: the chain decides."""
    with Devnet(tmp_path, "--chain-id", "25", "--usd-version", "2") as net:
        chains = {"PAYGENT_CHAINS": f"cronos={net.url}"}
        with Server(tmp_path / "a", environment=chains) as box:
            refused = box.get("/facilitator/supported").json
            assert refused["kinds"]
        assert "(USDC)" in (tmp_path / "a.log").read_text()


def test_tokens_of_a_file_are_added_and_checked(net, tmp_path):
    second = net.facts["tokens"]["usd2"]
    own = tmp_path / "assets.json"
    own.write_text(json.dumps({"assets": [{
        "symbol": "USD2", "network": NETWORK, "contract": second["address"], "decimals": 18}]}))
    environment = {**net.setting, "PAYGENT_ASSETS": str(own)}
    with Server(tmp_path / "data", environment=environment) as box:
        wallet = box.get("/api/v1/wallet/balance").json["wallet_address"]
        net.rpc("dev_mint", "usd2", wallet, str(5 * 10**18))
        assert held(box, "USD2") == "5"
    assert "USDC, USD2" in (tmp_path / "data.log").read_text()


@pytest.mark.parametrize("environment, said", [
    ({"PAYGENT_CHAINS": "nowhere=http://127.0.0.1:1"}, "PAYGENT_CHAINS"),
    ({"PAYGENT_CHAINS": "cronos=ftp://x"}, "PAYGENT_CHAINS"),
    ({"PAYGENT_CHAINS": "base=http://a,eip155:8453=http://b"}, "named twice"),
    ({"PAYGENT_SIGN_ON_MAINNETS": "cronos"}, "no node for Cronos"),
    ({"PAYGENT_CHAINS": "cronos=http://127.0.0.1:9", "PAYGENT_ROUTERS": f"cronos=0x{'11' * 20}"},
     "Cronos has real money"),
    ({"PAYGENT_SIGN_ON_MAINNETS": "cronos-testnet"}, "no network with real money"),
])
def test_a_bad_chain_setting_refuses_to_start(environment, said, tmp_path):
    checked = subprocess.run(
        [BINARY, "config", "check"], env=environment, cwd=tmp_path, capture_output=True, text=True)
    assert checked.returncode == 78 and said in checked.stderr




def test_no_made_up_price_moves_an_agent_on_a_real_chain(box):
    session = box.create()
    finish(box, session, "an agent called watcher that checks my balance every day at 9, on Cronos testnet")
    name = box.post("/api/v1/agents", {"session_id": session}).json["name"]
    path = f"/api/v1/agents/{name}/triggers"
    for id, when in [("price", "on:price:CRO<1000 USD"), ("balance", "on:balance<1 USDC")]:
        made = box.call("PUT", f"{path}/{id}", {"when": when, "command": "what is my balance"})
        assert made.status == 200, made
    deadline = time.monotonic() + 40
    while True:
        items = box.get(f"/api/v1/agents/{name}/schedule").json["items"]
        items = {item["id"]: item.get("watch") for item in items}
        if items["price"]["problem"] and items["balance"]["seen"] or time.monotonic() > deadline:
            break
        time.sleep(0.2)
    assert "PAYGENT_ROUTERS" in items["price"]["problem"] and items["price"]["seen"] is None
    assert items["balance"]["simulated"] is False and float(items["balance"]["seen"]) > 1


def test_an_allowance_is_what_the_token_itself_keeps(box, net):
    spender, key = net.account("merchant")
    owner, _ = net.account("trader0")
    path = f"/api/v1/wallet/allowance?network={NETWORK}&spender={spender}&owner={owner}"
    before = box.get(path).json
    assert before["simulated"] is False and before["allowance"]["amount"] == "0"
    assert before["unlimited"] is False and before["contract"].lower() == net.usd.lower()
    allow(net, "trader0", spender, 1_500_000)
    after = box.get(path).json
    assert after["allowance"] == {"amount": "1.50", "token": "USDC", "network": NETWORK}
    allow(net, "trader0", spender, 2**256 - 1)
    assert box.get(path).json["unlimited"] is True
    own = box.get(f"/api/v1/wallet/allowance?network={NETWORK}&spender={spender}").json
    assert own["owner"] == box.wallet and own["atomic_units"] == "0"
    for query in ("spender=0x1", f"spender={spender}&owner=me", f"spender={spender}&token=NOPE"):
        assert box.get(f"/api/v1/wallet/allowance?network={NETWORK}&{query}").status == 422
    sandbox = box.get(f"/api/v1/wallet/allowance?network=base-sepolia&spender={spender}").json
    assert sandbox["simulated"] is True and sandbox["atomic_units"] == "0"


def allow(net, role, spender, units):
    """An approval signed and sent by the account itself."""
    owner, key = net.account(role)
    data = "0x095ea7b3" + spender[2:].lower().rjust(64, "0") + hex(units)[2:].rjust(64, "0")
    number = int(net.rpc("eth_getTransactionCount", owner, "pending"), 16)
    signed = Account.sign_transaction({
        "chainId": 338, "nonce": number, "gas": 100_000, "gasPrice": int(net.rpc("eth_gasPrice"), 16),
        "to": to_checksum_address(net.usd), "data": data, "value": 0}, key)
    net.rpc("eth_sendRawTransaction", "0x" + signed.raw_transaction.hex().removeprefix("0x"))
    deadline = time.monotonic() + 20
    while int(net.rpc("eth_getTransactionCount", owner, "latest"), 16) <= number:
        assert time.monotonic() < deadline
        time.sleep(0.05)
