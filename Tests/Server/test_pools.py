"""Liquidity in and out of a real Uniswap V2 router, told in sentences, on a real EVM."""

import pytest
from eth_account import Account

from devnet import NETWORK, Devnet
from paygent import Server


@pytest.fixture(scope="module")
def box(tmp_path_factory):
    folder = tmp_path_factory.mktemp("pools")
    with Devnet(folder) as net:
        setting = {**net.setting, "PAYGENT_ROUTERS": f"{NETWORK}={net.facts['contracts']['router']}"}
        with Server(folder / "data", environment=setting) as server:
            server.net = net
            server.wallet = server.get("/api/v1/wallet/balance").json["wallet_address"]
            net.fund(server.wallet, dollars=100, coins=100)
            yield server


def told(box, command, agent="vvs-trader"):
    return box.post("/api/v1/agent/execute", {"command": command, "agent": agent}, timeout=120).json


def calls_of(box, transaction):
    return box.net.rpc("eth_getTransactionByHash", transaction)["input"][:10]


@pytest.fixture(scope="module")
def provided(box):
    """The coin counts by no independent price, so it is put in by hand, as its owner would."""
    net, wallet = box.net, box.wallet
    pair = net.facts["contracts"]["pair_wcro_usd"]
    deposit(net, wallet)
    assert net.balance(wallet, pair) > 0
    return pair


def deposit(net, wallet):
    """`trader0` provides, and the shares go to the agent's wallet."""
    usd, router = net.usd, net.facts["contracts"]["router"]
    coin = net.facts["tokens"]["wcro"]["address"]
    trader, key = net.account("trader0")

    def send(to, data, value=0):
        raw = Account.sign_transaction({
            "chainId": 338, "nonce": int(net.rpc("eth_getTransactionCount", trader, "pending"), 16),
            "gas": 600_000, "maxFeePerGas": 10**13, "maxPriorityFeePerGas": 10**9, "to": to, "value": value,
            "data": data, "type": 2}, key).raw_transaction
        done = net.rpc("eth_sendRawTransaction", "0x" + raw.hex().removeprefix("0x"))
        assert net.rpc("eth_getTransactionReceipt", done)["status"] == "0x1"

    def word(value):
        return (value[2:] if isinstance(value, str) else f"{value:x}").lower().rjust(64, "0")

    send(coin, "0xd0e30db0", 400 * 10**18)
    for token in (usd, coin):
        send(token, "0x095ea7b3" + word(router) + word(2**128))
    send(router, "0xe8e33700" + "".join(map(word, (
        usd, coin, 20 * 10**6, 400 * 10**18, 1, 1, wallet, 2**40))))


def test_half_and_then_all_comes_out_at_the_price_that_was_asked(box, provided):
    net, wallet = box.net, box.wallet
    [held] = box.get("/api/v1/agents/vvs-trader/liquidity").json["items"]
    assert int(held["shares"]) == net.balance(wallet, provided) and held["free"].endswith(" LP")
    shares, dollars = net.balance(wallet, provided), net.balance(wallet)
    half = told(box, "remove half of my USDC/CRO liquidity")
    assert half["status"] == "completed" and half["simulated"] is False, half
    assert half["total_cost_usd"] == "0"
    assert net.balance(wallet, provided) == shares - shares // 2
    back = net.balance(wallet) - dollars
    assert back > 9 * 10**6
    quote, trade, verify = half["tool_calls"]
    assert calls_of(box, trade["result"]["transaction"]) == "0xbaa2abde"
    assert trade["result"]["received"][0] == f"{back / 10**6} USDC"
    assert verify["result"]["confirmed"] is True
    rest = told(box, "take everything out of the USDC/CRO pool")
    assert rest["status"] == "completed", rest
    assert net.balance(wallet, provided) == 0
    none = told(box, "remove my USDC/CRO liquidity")
    assert none["status"] == "refused" and none["tool_calls"][-1]["result"]["code"] == "no_liquidity", none


def test_no_farm_is_known_on_a_real_chain(box):
    run = told(box, "harvest the USDC/CRO farm")
    assert run["status"] == "refused", run
    assert run["tool_calls"][-1]["result"]["code"] == "farm_simulated_only"
