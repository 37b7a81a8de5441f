"""Contract wallets that have paid for a period come in by signing, on a real EVM."""

import asyncio
import base64
import json

import pytest
from eth_account import Account
from eth_account.messages import encode_defunct

from devnet import NETWORK, Devnet
from paygent import Server
from test_periods import header, offered, settlement
from test_wallets import order, wrapped

GOODS = {"secret": "goods"}


@pytest.fixture(scope="module")
def shop(tmp_path_factory):
    folder = tmp_path_factory.mktemp("wallets")
    (folder / "news.json").write_text(json.dumps(GOODS))
    with Devnet(folder) as net:
        entry = {"price": "0.02 USDC monthly", "file": str(folder / "news.json"),
                 "pay_to": net.account("merchant")[0]}
        (folder / "routes.json").write_text(json.dumps({"routes": [
            {"path": "/news", "network": NETWORK, **entry},
            {"path": "/wide", "networks": [NETWORK, "eip155:84532"], **entry}]}))
        with Server(folder / "shop", "--routes", str(folder / "routes.json"),
                    environment=net.setting) as running:
            gas = json.loads((running.data / "keystore.json").read_text())["address"]
            net.fund("0x" + gas.removeprefix("0x"), coins=100)
            running.net = net
            running.wallet = net.facts["contracts"]["contract_wallet"]
            running.owner = net.account("wallet_owner")[1]
            net.fund(running.wallet, dollars=10)
            yield running


def pay(shop, path):
    """Signed by the wallet's owner, judged by the wallet."""
    required = offered(shop, path)
    [offer] = [one for one in required["accepts"] if one["network"] == NETWORK]
    signed = order(shop.net, shop.wallet, shop.owner, amount=int(offer["amount"]))
    payload = signed["paymentPayload"]["payload"]
    return shop.get(path, headers=header({
        "x402Version": 2, "accepted": offer, "resource": required["resource"], "payload": payload}))


def proof(shop, path, key=None, wrap=lambda signature: signature, chain=NETWORK, address=None):
    """As the reference SDK forms the text, for an account that is no key's."""
    from x402.extensions.sign_in_with_x.client import create_siwx_payload

    info = offered(shop, path)["extensions"]["sign-in-with-x"]["info"]
    owner = Account.from_key(key or shop.owner)
    payload = asyncio.run(create_siwx_payload(
        {**info, "chainId": chain, "type": "eip191"}, owner, info["uri"]))
    raw = payload.model_dump(by_alias=True, exclude_none=True)
    raw["address"] = address or shop.wallet
    text = message(raw)
    raw["signature"] = "0x" + wrap(bytes(Account.sign_message(encode_defunct(text=text), owner.key).signature)).hex()
    return {"SIGN-IN-WITH-X": base64.b64encode(json.dumps(raw).encode()).decode()}


def message(raw):
    """EIP-4361."""
    lines = [f"{raw['domain']} wants you to sign in with your Ethereum account:", raw["address"], ""]
    lines += [raw["statement"]] if raw.get("statement") else []
    lines += ["", f"URI: {raw['uri']}", "Version: 1", f"Chain ID: {raw['chainId'].split(':')[1]}",
              f"Nonce: {raw['nonce']}", f"Issued At: {raw['issuedAt']}"]
    lines += [f"Expiration Time: {raw['expirationTime']}"] if raw.get("expirationTime") else []
    lines += ["Resources:"] + [f"- {one}" for one in raw["resources"]] if raw.get("resources") else []
    return "\n".join(lines)


@pytest.fixture(scope="module")
def subscribed(shop):
    stranger = shop.get("/news", headers=proof(shop, "/news"))
    assert stranger.status == 402 and stranger.json["error"] == "invalid_siwx_signature", stranger
    answer = pay(shop, "/news")
    assert answer.status == 200 and answer.json == GOODS, answer
    assert settlement(answer)["extensions"]["subscription"]["until"]
    return shop


@pytest.mark.parametrize("wrap", [lambda s: s, wrapped], ids=["1271", "6492 of a deployed wallet"])
def test_a_wallet_that_has_paid_comes_in(subscribed, wrap):
    before = subscribed.net.balance(subscribed.wallet)
    mine = proof(subscribed, "/news", wrap=wrap)
    answer = subscribed.get("/news", headers=mine)
    assert answer.status == 200 and answer.json == GOODS, answer
    again = subscribed.get("/news", headers=mine)
    assert again.status == 402 and again.json["error"] == "invalid_siwx_nonce"
    assert subscribed.net.balance(subscribed.wallet) == before


@pytest.mark.parametrize("change, reason", [
    ({"key": "0x" + "07" * 32}, "invalid_siwx_signature"),
    ({"wrap": lambda s: s[:64]}, "invalid_siwx_signature"),
    ({"wrap": lambda s: b""}, "invalid_siwx_signature"),
    ({"chain": "eip155:84532"}, "invalid_siwx_unsupported_chain"),
    ({"address": "0x" + "11" * 20}, "invalid_siwx_signature"),
], ids=["another key", "cut", "empty", "another network", "another wallet"])
def test_what_the_wallet_does_not_take_opens_nothing(subscribed, change, reason):
    answer = subscribed.get("/news", headers=proof(subscribed, "/news", **change))
    assert answer.status == 402 and answer.json["error"] == reason, answer


def test_an_address_on_another_network_may_be_somebody_elses(subscribed):
    assert pay(subscribed, "/wide").status == 200
    answer = subscribed.get("/wide", headers=proof(subscribed, "/wide"))
    assert answer.status == 402 and answer.json["error"] == "invalid_siwx_unsupported_chain"


def test_a_wallet_that_cannot_be_asked_opens_nothing(subscribed):
    mine = proof(subscribed, "/news")
    subscribed.net.fault(drop_next=50, drop_methods=["eth_getCode", "eth_call"])
    try:
        answer = subscribed.get("/news", headers=mine)
    finally:
        subscribed.net.fault(reset=True)
    assert answer.status == 402 and answer.json["error"] == "invalid_siwx_verifier_error", answer
