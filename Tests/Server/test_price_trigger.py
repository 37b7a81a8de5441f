"""A price at a real Uniswap V2 router lets an agent act: once for each crossing, on a real EVM."""

from eth_account import Account

from devnet import NETWORK, Devnet
from paygent import Server
from test_schedules import fired, item, wait

AGENT = "vvs-trader"
HALF = 500_000  # units of the dollar


class Market:
    """`trader0` sells and buys the coin at the router."""

    def __init__(self, net):
        self.net, self.router = net, net.facts["contracts"]["router"]
        self.coin, self.pair = net.facts["tokens"]["wcro"]["address"], net.facts["contracts"]["pair_wcro_usd"]
        self.trader, self.key = net.account("trader0")
        net.fund(self.trader, dollars=10**6, coins=10**7)
        self.send(self.coin, "0xd0e30db0", 5 * 10**6 * 10**18)
        for token in (net.usd, self.coin):
            self.send(token, "0x095ea7b3" + word(self.router) + word(2**200))

    def send(self, to, data, value=0):
        raw = Account.sign_transaction({
            "chainId": 338, "nonce": int(self.net.rpc("eth_getTransactionCount", self.trader, "pending"), 16),
            "gas": 600_000, "maxFeePerGas": 10**13, "maxPriorityFeePerGas": 10**9, "to": to,
            "value": value, "data": data, "type": 2}, self.key).raw_transaction
        done = self.net.rpc("eth_sendRawTransaction", "0x" + raw.hex().removeprefix("0x"))
        assert self.net.rpc("eth_getTransactionReceipt", done)["status"] == "0x1"

    def trade(self, sold, bought, percent):
        """As much as the pool holds of what is sold, in percent."""
        amount = self.net.balance(self.pair, sold) * percent // 100
        self.send(self.router, "0x38ed1739" + "".join(map(word, (
            amount, 1, 160, self.trader, 2**40, 2, sold, bought))))

    def falls(self, percent=12):
        self.trade(self.coin, self.net.usd, percent)

    def rises(self, percent=20):
        self.trade(self.net.usd, self.coin, percent)


def word(value):
    return (value[2:] if isinstance(value, str) else f"{value:x}").lower().rjust(64, "0")


def put(server, name, when, command):
    answer = server.call("PUT", f"/api/v1/agents/{AGENT}/triggers/{name}",
                         {"when": when, "command": command})
    assert answer.status == 200, answer
    return wait(lambda: (it := item(server, AGENT, name)) and it["watch"]["seen"] and it, seconds=60)


def look(server):
    """Until somebody has looked once more."""
    before = item(server, AGENT, "dip")["watch"]["seen_at"]
    wait(lambda: item(server, AGENT, "dip")["watch"]["seen_at"] != before, seconds=100)
    return item(server, AGENT, "dip")["watch"]


def test_a_price_that_a_swap_moves_lets_it_act_once_for_each_crossing(tmp_path):
    with Devnet(tmp_path) as net:
        market = Market(net)
        setting = {**net.setting, "PAYGENT_ROUTERS": f"{NETWORK}={market.router}"}
        with Server(tmp_path / "data", environment=setting) as server:
            wallet = server.get("/api/v1/wallet/balance").json["wallet_address"]
            net.fund(wallet, dollars=100, coins=100)
            price = float(put(server, "probe", "on:price:CRO<0.000001 USD", "what is my balance")
                          ["watch"]["seen"])
            seen = put(server, "dip", f"on:price:CRO<{price * 0.9:.6f} USD", "swap 0.5 USDC for CRO")
            assert seen["watch"]["simulated"] is False and seen["watch"]["ready"] is True
            dollars = net.balance(wallet)
            market.falls()
            [past] = wait(lambda: [one for one in fired(server, AGENT) if one["trigger"] == "dip"], seconds=100)
            # It bought at the router, for what it was told, and nothing more.
            wait(lambda: net.balance(wallet) == dollars - HALF, seconds=100)
            # Beyond the line is no crossing: neither after another fall, nor after a kill -9.
            market.falls()
            assert look(server)["crossings"] == 1
            server.kill()
            server.start()
            assert look(server)["ready"] is False
            watch = look(server)
            assert watch["crossings"] == 1 and float(watch["seen"]) < price * 0.9
            assert [one["run_id"] for one in fired(server, AGENT)] == [past["run_id"]]
            assert net.balance(wallet) == dollars - HALF
            # Back over the line, and down once more while nothing runs: one more, however often looked at.
            market.rises(40)
            assert wait(lambda: look(server)["ready"], seconds=100)
            server.kill()
            market.falls(30)
            server.start()
            wait(lambda: net.balance(wallet) == dollars - 2 * HALF, seconds=100)
            assert look(server)["crossings"] == 2 and len(fired(server, AGENT)) == 2
            assert net.balance(wallet) == dollars - 2 * HALF
