"""Transfers, purchases and trades of one account, by two processes at once, on a real EVM: each
transaction has a number of its own."""

import concurrent.futures

from devnet import NETWORK, Devnet
from paygent import Server

RECIPIENT = "0x52908400098527886E0F7030069857D2E4169EE7"


def transfer(box, amount):
    return box.post(
        "/api/v1/wallet/transfer", {"recipient": RECIPIENT, "amount": amount, "token": "USDC"},
        timeout=120).json


def swap(box, amount):
    return box.post(
        "/api/v1/agent/execute",
        {"command": f"swap {amount} USDC for CRO", "agent": "vvs-trader"}, timeout=120).json


def test_transfers_and_trades_of_two_processes_never_take_the_same_number(tmp_path):
    with Devnet(tmp_path) as net:
        setting = {
            **net.setting, "PAYGENT_ROUTERS": f"{NETWORK}={net.facts['contracts']['router']}"}
        data = tmp_path / "data"
        with Server(data, environment=setting) as one, Server(data, environment=setting) as two:
            wallet = one.get("/api/v1/wallet/balance").json["wallet_address"]
            net.fund(wallet, dollars=100, coins=100)
            before = net.balance(RECIPIENT)
            with concurrent.futures.ThreadPoolExecutor(16) as pool:
                work = []
                for _ in range(6):
                    for box in (one, two):
                        work.append(pool.submit(transfer, box, "0.01"))
                        work.append(pool.submit(swap, box, "0.1"))
                answers = [done.result() for done in work]
            assert {a["status"] for a in answers} == {"completed"}, [
                a["result"] for a in answers if a["status"] != "completed"]
            assert net.balance(RECIPIENT) == before + 12 * 10_000
            sent = [
                net.rpc("eth_getTransactionByHash", payment["transaction"])
                for a in answers for payment in a["payments"]]
            assert all(found["from"].lower() == wallet.lower() for found in sent)
            assert len({int(found["nonce"], 16) for found in sent}) == len(sent) == 24
            count = int(net.rpc("eth_getTransactionCount", wallet, "latest"), 16)
            assert count >= 24 and int(net.rpc("eth_getTransactionCount", wallet, "pending"), 16) == count
