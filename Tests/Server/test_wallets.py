"""Payments of contract wallets, on a real EVM: only the wallet says what its signature is."""

import os
import time

import pytest
from eth_abi import encode
from eth_account import Account
from eth_account.messages import encode_typed_data

from devnet import NETWORK, Devnet
from paygent import Server

TYPES = {
    "TransferWithAuthorization": [
        {"name": "from", "type": "address"}, {"name": "to", "type": "address"},
        {"name": "value", "type": "uint256"}, {"name": "validAfter", "type": "uint256"},
        {"name": "validBefore", "type": "uint256"}, {"name": "nonce", "type": "bytes32"},
    ]
}
AMOUNT = 12_345


@pytest.fixture(scope="module")
def net(tmp_path_factory):
    with Devnet(tmp_path_factory.mktemp("devnet")) as running:
        yield running


@pytest.fixture(scope="module")
def box(net, tmp_path_factory):
    with Server(tmp_path_factory.mktemp("box") / "data", command="facilitator",
                environment=net.setting) as running:
        import json
        address = json.loads((running.data / "keystore.json").read_text())["address"]
        net.fund("0x" + address.removeprefix("0x"), coins=100)
        yield running


def order(net, payer, key, amount=AMOUNT, wrap=lambda signature: signature):
    """The body of /verify and /settle for a payment of `payer` that `key` has signed."""
    usd, pay_to = net.facts["tokens"]["usd"], net.account("merchant")[0]
    now = int(time.time())
    message = {
        "from": payer, "to": pay_to, "value": amount, "validAfter": 0,
        "validBefore": now + 100, "nonce": os.urandom(32)}
    domain = {
        "name": usd["name"], "version": usd["version"], "chainId": 338,
        "verifyingContract": usd["address"]}
    signed = Account.sign_message(encode_typed_data(domain, TYPES, message), key)
    requirements = {
        "scheme": "exact", "network": NETWORK, "amount": str(amount), "asset": usd["address"],
        "payTo": pay_to, "maxTimeoutSeconds": 120,
        "extra": {"name": usd["name"], "version": usd["version"]}}
    authorization = {k: v if isinstance(v, str) else str(v) for k, v in message.items()}
    authorization["nonce"] = "0x" + message["nonce"].hex()
    return {
        "x402Version": 2, "paymentRequirements": requirements,
        "paymentPayload": {
            "x402Version": 2, "accepted": requirements,
            "payload": {
                "signature": "0x" + wrap(bytes(signed.signature)).hex(),
                "authorization": authorization}}}


def wrapped(signature, factory="0x" + "11" * 20):
    """ERC-6492: what a wallet signs that a factory would still have to deploy."""
    return encode(["address", "bytes", "bytes"], [factory, b"\x01", signature]) + b"\x64\x92" * 16


def test_a_contract_wallets_payment_settles_once(box, net):
    wallet = net.facts["contracts"]["contract_wallet"]
    body = order(net, wallet, net.account("wallet_owner")[1])
    before = net.balance(wallet)
    assert box.post("/verify", body).json["isValid"] is True
    settled = box.post("/settle", body).json
    assert settled["success"] is True, settled
    assert net.balance(wallet) == before - AMOUNT
    receipt = net.rpc("eth_getTransactionReceipt", settled["transaction"])
    sent = net.rpc("eth_getTransactionByHash", settled["transaction"])
    assert receipt["status"] == "0x1" and sent["input"].startswith("0xcf092995")
    again = box.post("/settle", body).json
    assert again["errorReason"] == "invalid_exact_evm_nonce_already_used"
    assert net.balance(wallet) == before - AMOUNT


def test_a_deployed_wallets_wrapped_signature_is_unwrapped(box, net):
    wallet = net.facts["contracts"]["contract_wallet"]
    before = net.balance(wallet)
    body = order(net, wallet, net.account("wallet_owner")[1], wrap=wrapped)
    assert box.post("/settle", body).json["success"] is True
    assert net.balance(wallet) == before - AMOUNT


@pytest.mark.parametrize("signer, wrap", [
    ("payer3", lambda s: s), ("wallet_owner", lambda s: s[:64]),
    ("wallet_owner", lambda s: b"\x00" * 65),
])
def test_what_the_wallet_does_not_take_is_refused(box, net, signer, wrap):
    wallet = net.facts["contracts"]["contract_wallet"]
    body = order(net, wallet, net.account(signer)[1], wrap=wrap)
    verdict = box.post("/verify", body).json
    assert verdict["isValid"] is False
    assert verdict["invalidReason"] == "invalid_exact_evm_payload_signature"
    assert box.post("/settle", body).json["success"] is False


def test_a_key_does_not_count_at_an_address_with_code(box, net):
    """EIP-7702: the account of a key has been given code, so its code alone answers."""
    address, key = net.account("payer4")
    body = order(net, address, key)
    assert box.post("/verify", body).json["isValid"] is True
    net.rpc("dev_setCode", address, "0xef0100" + "22" * 20)
    verdict = box.post("/verify", body).json
    assert verdict["isValid"] is False


@pytest.mark.parametrize("payer, wrap, reason", [
    ("payer5", wrapped, "eip6492_factory_not_allowed"),
    ("payer5", lambda s: s + s, "invalid_exact_evm_payload_undeployed_smart_wallet"),
])
def test_a_wallet_that_is_not_there_yet_is_refused(box, net, payer, wrap, reason):
    address, key = net.account(payer)
    verdict = box.post("/verify", order(net, address, key, wrap=wrap)).json
    assert (verdict["isValid"], verdict["invalidReason"]) == (False, reason)


def test_the_high_twin_of_a_signature_is_refused(box, net):
    order_n = 0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364141

    def twin(signature):
        s = order_n - int.from_bytes(signature[32:64], "big")
        return signature[:32] + s.to_bytes(32, "big") + bytes([55 - signature[64]])

    address, key = net.account("payer6")
    verdict = box.post("/verify", order(net, address, key, wrap=twin)).json
    assert verdict["invalidReason"] == "invalid_exact_evm_payload_signature"


def test_v_of_zero_or_one_settles(box, net):
    address, key = net.account("payer7")
    before = net.balance(address)
    body = order(net, address, key, wrap=lambda s: s[:64] + bytes([s[64] - 27]))
    assert box.post("/settle", body).json["success"] is True
    assert net.balance(address) == before - AMOUNT
