"""The priced demo resource against payments of every kind, signed by a third party's library."""

import base64
import json
import os
import time

import pytest
from eth_account import Account

from paygent import Server

DEMO = "/x402/demo/quote"
TYPES = {
    "TransferWithAuthorization": [
        {"name": "from", "type": "address"}, {"name": "to", "type": "address"},
        {"name": "value", "type": "uint256"}, {"name": "validAfter", "type": "uint256"},
        {"name": "validBefore", "type": "uint256"}, {"name": "nonce", "type": "bytes32"},
    ]
}


@pytest.fixture(scope="module")
def shop(tmp_path_factory):
    with Server(tmp_path_factory.mktemp("x402") / "data") as running:
        folder = running.data
        keystore = json.loads((folder / "keystore.json").read_text())
        running.key = Account.decrypt(keystore, (folder / "passphrase").read_text().strip())
        yield running


def offer(shop, network="eip155:338"):
    answer = shop.get(DEMO)
    assert answer.status == 402
    required = json.loads(base64.b64decode(answer.headers["payment-required"]))
    assert required["x402Version"] == 2
    return required, next(o for o in required["accepts"] if o["network"] == network)


def payment(shop, required, accepted, **changes):
    now = int(time.time())
    account = Account.from_key(shop.key)
    message = {
        "from": account.address, "to": accepted["payTo"], "value": int(accepted["amount"]),
        "validAfter": now - 60, "validBefore": now + 60, "nonce": "0x" + os.urandom(32).hex(),
        **changes,
    }
    domain = {
        "name": accepted["extra"]["name"], "version": accepted["extra"]["version"],
        "chainId": int(accepted["network"].split(":")[1]), "verifyingContract": accepted["asset"],
    }
    signed = Account.sign_typed_data(
        shop.key, domain_data=domain, message_types=TYPES,
        message_data={**message, "nonce": bytes.fromhex(message["nonce"][2:])})
    body = {
        "x402Version": 2, "resource": required.get("resource"), "accepted": accepted,
        "payload": {
            "signature": "0x" + signed.signature.hex().removeprefix("0x"),
            "authorization": {k: v if isinstance(v, str) else str(v) for k, v in message.items()},
        },
    }
    return {"PAYMENT-SIGNATURE": base64.b64encode(json.dumps(body).encode()).decode()}


def test_a_third_partys_signature_is_served_once(shop):
    required, accepted = offer(shop)
    header = payment(shop, required, accepted)
    paid = shop.get(DEMO, headers=header)
    assert paid.status == 200 and paid.json["simulated"] is True
    settlement = json.loads(base64.b64decode(paid.headers["payment-response"]))
    assert settlement["success"] is True and settlement["transaction"].startswith("0x")
    replayed = shop.get(DEMO, headers=header)
    assert replayed.status == 402


@pytest.mark.parametrize(
    "changes",
    [
        {"validBefore": int(time.time()) - 1000, "validAfter": 0},
        {"validAfter": int(time.time()) + 10_000, "validBefore": int(time.time()) + 10_060},
        {"value": 1}, {"to": "0x000000000000000000000000000000000000dEaD"},
    ],
)
def test_a_payment_that_is_none_is_refused(shop, changes):
    required, accepted = offer(shop)
    before = shop.get("/api/v1/wallet/balance").body
    answer = shop.get(DEMO, headers=payment(shop, required, accepted, **changes))
    assert answer.status == 402
    assert json.loads(base64.b64decode(answer.headers["payment-required"]))["error"]
    assert shop.get("/api/v1/wallet/balance").body == before


@pytest.mark.parametrize("value", ["", "%%%", "e30=", "bm90IGpzb24=", "A" * 4000])
def test_a_malformed_header_is_refused(shop, value):
    for name in ["PAYMENT-SIGNATURE", "X-PAYMENT"]:
        answer = shop.get(DEMO, headers={name: value})
        assert answer.status == 402, answer


def test_the_facilitator_verifies_and_settles_for_others(shop):
    supported = shop.get("/facilitator/supported").json
    assert supported["simulated"] is True
    assert {"eip155:338"} <= {kind["network"] for kind in supported["kinds"]}
    required, accepted = offer(shop)
    header = payment(shop, required, accepted)["PAYMENT-SIGNATURE"]
    body = {
        "x402Version": 2, "paymentPayload": json.loads(base64.b64decode(header)),
        "paymentRequirements": accepted,
    }
    assert shop.post("/facilitator/verify", body).json["isValid"] is True
    settled = shop.post("/facilitator/settle", body).json
    assert settled["success"] is True
    again = shop.post("/facilitator/settle", body).json
    assert again["success"] is False
    assert shop.post("/facilitator/verify", {"paymentPayload": 5}).status == 400
