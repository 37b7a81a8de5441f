"""Payments over Permit2, for tokens without EIP-3009: signed by the reference SDK's client, judged and
settled by our facilitator on a real EVM."""

import json
import os
import time

import pytest
from eth_account import Account

from devnet import NETWORK, Devnet
from paygent import Server

AMOUNT = 4_321
FOREVER = 2**256 - 1


@pytest.fixture(scope="module")
def net(tmp_path_factory):
    with Devnet(tmp_path_factory.mktemp("devnet")) as running:
        yield running


@pytest.fixture(scope="module")
def box(net, tmp_path_factory):
    with Server(tmp_path_factory.mktemp("box") / "data", command="facilitator",
                environment=net.setting) as running:
        address = json.loads((running.data / "keystore.json").read_text())["address"]
        net.fund("0x" + address.removeprefix("0x"), coins=100)
        yield running


def requirements(net, amount=AMOUNT):
    usd = net.facts["tokens"]["usd"]
    return {
        "scheme": "exact", "network": NETWORK, "amount": str(amount), "asset": usd["address"],
        "payTo": net.account("merchant")[0], "maxTimeoutSeconds": 120,
        "extra": {"name": usd["name"], "version": usd["version"],
                  "assetTransferMethod": "permit2"}}


def signed(net, role, amount=AMOUNT, change=lambda payload: None):
    """The body of /verify and /settle, as the SDK's own client signs it."""
    from x402.mechanisms.evm import EthAccountSigner
    from x402.mechanisms.evm.exact import ExactEvmClientScheme
    from x402.schemas import PaymentRequirements

    wanted = requirements(net, amount)
    scheme = ExactEvmClientScheme(EthAccountSigner(Account.from_key(net.account(role)[1])))
    payload = scheme.create_payment_payload(PaymentRequirements.model_validate(wanted))
    change(payload["permit2Authorization"])
    return {
        "x402Version": 2, "paymentRequirements": wanted,
        "paymentPayload": {"x402Version": 2, "accepted": wanted, "payload": payload}}


def approve(net, role, amount=FOREVER):
    """The payer's own transaction, once: Permit2 may move the token."""
    address, key = net.account(role)
    net.fund(address, coins=10)
    permit2 = net.facts["contracts"]["permit2"]
    raw = Account.sign_transaction({
        "chainId": 338, "type": 2, "nonce": int(net.rpc("eth_getTransactionCount", address), 16),
        "to": net.usd, "value": 0, "gas": 100_000, "maxFeePerGas": 10**12,
        "maxPriorityFeePerGas": 10**9,
        "data": "0x095ea7b3" + permit2[2:].lower().rjust(64, "0") + f"{amount:064x}"}, key)
    sent = net.rpc("eth_sendRawTransaction", "0x" + bytes(raw.raw_transaction).hex())
    assert net.rpc("eth_getTransactionReceipt", sent)["status"] == "0x1"


def test_a_permit_settles_exactly_once(box, net):
    payer = net.account("payer0")[0]
    approve(net, "payer0")
    body = signed(net, "payer0")
    before = net.balance(payer), net.balance(net.account("merchant")[0])
    assert box.post("/verify", body).json == {"isValid": True, "payer": payer}
    settled = box.post("/settle", body).json
    assert settled["success"] is True, settled
    after = net.balance(payer), net.balance(net.account("merchant")[0])
    assert after == (before[0] - AMOUNT, before[1] + AMOUNT)
    sent = net.rpc("eth_getTransactionByHash", settled["transaction"])
    assert sent["to"] == net.facts["contracts"]["exact_proxy"].lower()
    assert sent["input"].startswith("0x13cd3b53")
    assert box.post("/settle", body).json["errorReason"] == "permit2_invalid_nonce"
    assert net.balance(payer) == after[0]


def test_without_an_allowance_it_is_refused_by_its_name(box, net):
    verdict = box.post("/verify", signed(net, "payer1")).json
    assert verdict["invalidReason"] == "permit2_allowance_required"
    approve(net, "payer1", AMOUNT - 1)
    verdict = box.post("/verify", signed(net, "payer1")).json
    assert verdict["invalidReason"] == "permit2_allowance_required"


def test_who_has_too_little_is_refused(box, net):
    approve(net, "payer2")
    verdict = box.post("/verify", signed(net, "payer2", 10**12)).json
    assert verdict["invalidReason"] == "permit2_insufficient_balance"


@pytest.mark.parametrize("change, reason", [
    (lambda p: p.update(spender="0x" + "11" * 20), "invalid_permit2_spender"),
    (lambda p: p["witness"].update(to="0x" + "11" * 20), "invalid_permit2_recipient_mismatch"),
    (lambda p: p.update(deadline=str(int(time.time()) + 3)), "permit2_deadline_expired"),
    (lambda p: p["witness"].update(validAfter=str(int(time.time()) + 100)),
     "permit2_not_yet_valid"),
    (lambda p: p["permitted"].update(amount=str(AMOUNT + 1)), "permit2_amount_mismatch"),
    (lambda p: p["permitted"].update(token="0x" + "11" * 20), "permit2_token_mismatch"),
    (lambda p: p.update(nonce=str(int.from_bytes(os.urandom(32), "big"))),
     "invalid_permit2_signature"),
])
def test_each_changed_member_is_refused_by_its_name(box, net, change, reason):
    verdict = box.post("/verify", signed(net, "payer0", change=change)).json
    assert (verdict["isValid"], verdict["invalidReason"]) == (False, reason)


def test_a_chain_without_the_contracts_says_so(tmp_path):
    with Devnet(tmp_path) as bare:
        bare.rpc("dev_setCode", bare.facts["contracts"]["exact_proxy"], "0x")
        with Server(tmp_path / "data", command="facilitator", environment=bare.setting) as box:
            verdict = box.post("/verify", signed(bare, "payer0")).json
            assert verdict["invalidReason"] == "permit2_proxy_not_deployed"
