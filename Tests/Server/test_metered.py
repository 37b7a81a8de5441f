"""Permit2 and metered prices (scheme upto): our buyer, seller and facilitator and the reference SDK's in
every combination on a real EVM, and what the ledger keeps of a ceiling that was not used up."""

import json
import os
import subprocess

import pytest
from eth_account import Account

from devnet import Devnet
from paygent import BINARY
from seller import Seller, decoded
from test_agents import agent_of
from test_interop import BASE_SEPOLIA, NETWORK, USDC, Market
from test_processes import until
from test_runtime import RECIPIENT, buy, units

FOREVER = 2**256 - 1
CEILING, THEIR_CHARGE, OUR_CHARGE = 50_000, 12_345, 2_000


class MeteredMarket(Market):
    """The same market, with our metered path, and one for a token that knows no authorizations."""

    def route(self, path, versions):
        made = super().route(path, versions)
        if path == "/weather":
            (self.folder / "long.json").write_text('{"seller": "ours", "sky": "%s"}' % ("x" * 1500))
            made.update(path="/metered", price="up to 0.05 USDC", per_kib="0.001",
                        file=str(self.folder / "long.json"))
        else:
            made.update(path="/coin", price="0.5 WCRO", versions=[2])
        return made

    def __init__(self, folder):
        (folder / "tokens.json").write_text(json.dumps({"assets": [{
            "symbol": "WCRO", "network": NETWORK, "contract": self.wrapped(folder), "decimals": 18}]}))
        super().__init__(folder)

    @staticmethod
    def wrapped(folder):
        """Where the chain will have it: the same on every devnet of these flags."""
        (folder / "probe").mkdir()
        with Devnet(folder / "probe", *BASE_SEPOLIA) as net:
            return net.facts["tokens"]["wcro"]["address"]

    def key(self, keystore):
        return Account.decrypt(keystore, (self.buyer / "passphrase").read_text().strip())

    @property
    def chains(self):
        return self._chains

    @chains.setter
    def chains(self, setting):
        self._chains = {**setting, "PAYGENT_ASSETS": str(self.folder / "tokens.json")}

    def transact(self, key, to, data, value=0):
        address = Account.from_key(key).address
        raw = Account.sign_transaction({
            "chainId": 84532, "type": 2, "nonce": int(self.net.rpc("eth_getTransactionCount", address), 16),
            "to": to, "value": value, "gas": 200_000, "maxFeePerGas": 10**12,
            "maxPriorityFeePerGas": 10**9, "data": data}, key)
        sent = self.net.rpc("eth_sendRawTransaction", "0x" + bytes(raw.raw_transaction).hex())
        assert self.net.rpc("eth_getTransactionReceipt", sent)["status"] == "0x1"

    def approve(self, key, token=USDC, amount=FOREVER):
        permit2 = self.net.facts["contracts"]["permit2"]
        self.transact(key, token, "0x095ea7b3" + permit2[2:].lower().rjust(64, "0") + f"{amount:064x}")


@pytest.fixture(scope="module")
def market(tmp_path_factory):
    made = MeteredMarket(tmp_path_factory.mktemp("metered"))
    try:
        made.pay_ours(made.sellers["ours", "ours"] + "/metered")  # the wallet is made here
        keystore = json.loads((made.buyer / "keystore.json").read_text())
        made.wallet = Account.from_key(made.key(keystore)).address
        made.net.fund(made.wallet, dollars=50, coins=10)
        address, key = made.net.account("payer1")
        made.net.fund(address, coins=10)
        made.approve(key)
        yield made
    finally:
        made.close()


@pytest.fixture(scope="module")
def allowed(market):
    """After the refusal that says what to do, it is done."""
    refused = market.pay_ours(market.sellers["theirs", "ours"] + "/permit2", maximum="0.05")
    assert refused.returncode != 0 and "approve(0x000000000022D473030F116dDEE9F6B43aC78BA3" in refused.stderr
    key = market.key(json.loads((market.buyer / "keystore.json").read_text()))
    market.approve(key, amount=10**7)
    return market


def buy_theirs(market, url):
    from x402 import x402ClientSync
    from x402.http.clients import x402_requests
    from x402.mechanisms.evm import EthAccountSigner
    from x402.mechanisms.evm.exact import register_exact_evm_client
    from x402.mechanisms.evm.upto import UptoEvmClientScheme

    address, key = market.net.account("payer1")
    signer = EthAccountSigner(Account.from_key(key))
    client = x402ClientSync()
    register_exact_evm_client(client, signer)
    client.register("eip155:*", UptoEvmClientScheme(signer))
    answer = x402_requests(client).get(url, timeout=60)
    assert answer.status_code == 200, (answer.status_code, answer.headers, answer.text)
    assert "settlement-overrides" not in {name.lower() for name in answer.headers}
    return address, answer.json(), None


def buy_ours(market, url):
    done = market.pay_ours(url, maximum="0.05")
    assert done.returncode == 0, done.stderr + done.stdout
    told = json.loads(done.stdout)
    assert told["status"] == "completed" and told["simulated"] is False
    return market.wallet, told["response"]["body"], told


def moved(market, client, url):
    payer = market.wallet if client == "ours" else market.net.account("payer1")[0]
    before = market.net.balance(payer), market.net.balance(market.pay_to)
    _, goods, told = {"ours": buy_ours, "theirs": buy_theirs}[client](market, url)
    after = market.net.balance(payer), market.net.balance(market.pay_to)
    assert before[0] - after[0] == after[1] - before[1]
    return before[0] - after[0], goods, told


@pytest.mark.parametrize("facilitator", ["ours", "theirs"])
@pytest.mark.parametrize("client", ["ours", "theirs"])
def test_an_exact_payment_over_permit2_in_every_combination(allowed, client, facilitator):
    units, goods, _ = moved(allowed, client, allowed.sellers["theirs", facilitator] + "/permit2")
    assert (units, goods["seller"]) == (10_000, "theirs")


@pytest.mark.parametrize("facilitator", ["ours", "theirs"])
@pytest.mark.parametrize("server", ["ours", "theirs"])
@pytest.mark.parametrize("client", ["ours", "theirs"])
def test_a_metered_price_is_charged_as_used_in_every_combination(allowed, client, server, facilitator):
    units, goods, told = moved(allowed, client, allowed.sellers[server, facilitator] + "/metered")
    assert goods["seller"] == server
    assert units == (OUR_CHARGE if server == "ours" else THEIR_CHARGE)
    if told:
        assert told["amount"]["amount"] == "0.05"
        assert told["charged"]["amount"] == ("0.002" if server == "ours" else "0.012345")


@pytest.mark.parametrize("facilitator", ["ours", "theirs"])
def test_a_token_without_authorizations_is_paid_over_permit2(allowed, facilitator):
    market = allowed
    wcro = market.net.facts["tokens"]["wcro"]["address"]
    key = market.key(json.loads((market.buyer / "keystore.json").read_text()))
    market.transact(key, wcro, "0xd0e30db0", value=10**18)
    market.approve(key, wcro, 10**18)
    before = market.net.balance(market.wallet, wcro)
    url = market.sellers["ours", facilitator] + "/coin"
    done = subprocess.run(
        [BINARY, "pay", url, "--max", "0.5", "--network", NETWORK, "--token", "WCRO", "--yes",
         "--output", "json", "--data", str(market.buyer)],
        env={"PATH": os.environ["PATH"], **market.chains}, cwd=market.folder,
        capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr + done.stdout
    assert market.net.balance(market.wallet, wcro) == before - 5 * 10**17


def test_what_came_to_nothing_moves_nothing_and_stays_held_until_its_window_ends(allowed):
    before = allowed.net.balance(allowed.wallet)
    done = allowed.pay_ours(allowed.sellers["theirs", "ours"] + "/nothing", maximum="0.05")
    told = json.loads(done.stdout)
    assert told["status"] == "unresolved" and told["response"]["status"] == 200, told
    assert allowed.net.balance(allowed.wallet) == before


def test_a_ceiling_above_the_maximum_is_refused(allowed):
    done = allowed.pay_ours(allowed.sellers["theirs", "ours"] + "/metered", maximum="0.049")
    assert done.returncode == 3 and "above what this payment may cost" in done.stderr


# The ledger, on the sandbox


@pytest.fixture(scope="module")
def payer(server):
    return agent_of(server, "an agent called metered that buys data, at most 10 cents a payment and "
                    "40 cents a day, never ask me for approval")


@pytest.fixture(scope="module")
def upto(server):
    supported = server.get("/facilitator/supported").json["kinds"]
    kind = next(k for k in supported if k["scheme"] == "upto" and k["network"] == "eip155:338")
    return {"scheme": "upto", "extra": {
        "name": "Bridged USDC (Stargate)", "version": "1", "assetTransferMethod": "permit2", **kind["extra"]}}


def held(server, agent):
    return server.get(f"/api/v1/wallet/allowance?agent={agent}").json["reserved"]


def test_the_ceiling_is_reserved_and_what_is_not_charged_is_given_back(server, payer, upto):
    before = units(server)
    with Seller(server, pay_to=RECIPIENT, amount="90000", offer=upto, charge="10000") as seller:
        # Nine times a ceiling of 9 cents would be over the day's 40; nine times a cent is not.
        for _ in range(9):
            done = buy(server, {"url": seller.url, "agent": payer}).json
            assert done["status"] == "completed", done
            assert done["tool_calls"][-1]["result"]["paid"] == "0.01 USDC"
            assert done["tool_calls"][-1]["result"]["ceiling"] == "0.09 USDC"
    assert units(server) == before - 90_000 and held(server, payer) == "0"
    assert server.get("/api/v1/audit/verify").json["holds"] is True


def test_a_ceiling_above_the_policy_is_refused_whatever_it_would_come_to(server, payer, upto):
    with Seller(server, pay_to=RECIPIENT, amount="110000", offer=upto, charge="1") as seller:
        done = buy(server, {"url": seller.url, "agent": payer}).json
        assert done["status"] == "refused" and not seller.headers, done


def test_a_charge_above_the_ceiling_moves_nothing(server, payer, upto):
    before = units(server)
    with Seller(server, pay_to=RECIPIENT, amount="20000", offer=upto, charge="20001") as seller:
        done = buy(server, {"url": seller.url, "agent": payer}).json
        assert done["status"] != "completed", done
        assert seller.settle(seller.headers[0])["errorReason"] == \
            "invalid_upto_evm_payload_settlement_exceeds_amount"
    assert units(server) == before


def test_a_lost_answer_is_found_with_what_was_really_charged(server, payer, upto):
    before, waiting = units(server), held(server, payer)
    with Seller(server, lambda _: "lose", RECIPIENT, "30000", upto, charge="4000") as seller:
        buy(server, {"url": seller.url, "agent": payer}, **{"Idempotency-Key": "metered-lost"})
        until(lambda: held(server, payer) == waiting, 60)
        assert len(set(seller.headers)) == 1
    assert units(server) == before - 4000
    newest = server.get("/api/v1/payments/history?limit=1").json["items"][0]
    assert newest["status"] == "completed" and newest["charged"]["amount"] == "0.004", newest


@pytest.mark.parametrize("change, reason", [
    (lambda b: b["paymentPayload"]["accepted"].update(scheme="exact"), "invalid_upto_evm_scheme"),
    (lambda b: b["paymentPayload"]["payload"]["permit2Authorization"]["witness"].update(
        facilitator=RECIPIENT), "upto_facilitator_mismatch"),
    (lambda b: b["paymentPayload"]["payload"]["permit2Authorization"].update(
        spender="0x402085c248EeA27D92E8b30b2C58ed07f9E20001"), "invalid_permit2_spender"),
    (lambda b: b["paymentPayload"]["payload"]["permit2Authorization"]["permitted"].update(
        amount="1"), "permit2_amount_mismatch"),
    (lambda b: b["paymentPayload"]["payload"].update(signature="0x" + "11" * 65),
     "invalid_permit2_signature"),
    (lambda b: b["paymentRequirements"].update(payTo="0x" + "22" * 20),
     "invalid_permit2_recipient_mismatch"),
])
def test_each_fault_of_a_metered_payment_has_its_name(server, payer, upto, change, reason):
    with Seller(server, lambda _: "refuse", RECIPIENT, "20000", upto) as seller:
        buy(server, {"url": seller.url, "agent": payer})
        body = {"x402Version": 2, "paymentPayload": decoded(seller.headers[0]),
                "paymentRequirements": seller.offer}
        assert server.post("/facilitator/verify", body).json["isValid"] is True
        change(body)
        assert server.post("/facilitator/verify", body).json["invalidReason"] == reason
