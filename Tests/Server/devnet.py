"""A real EVM on this machine, for the tests that settle on a chain."""

import json
import pathlib
import subprocess
import sys
import time
import urllib.request

ROOT = pathlib.Path(__file__).resolve().parents[2]
NETWORK = "eip155:338"


class Devnet:
    """One node process; accounts, tokens and contracts as Tests/Devnet/README.md lists them."""

    def __init__(self, folder, *flags):
        self.out = pathlib.Path(folder) / "devnet.json"
        self.flags = flags

    def __enter__(self):
        self.process = subprocess.Popen(
            [sys.executable, str(ROOT / "Tests/Devnet/devnet.py"), "--port", "0",
             "--out", str(self.out), *self.flags],
            stdout=subprocess.DEVNULL)
        deadline = time.monotonic() + 30
        while not (self.out.exists() and self.out.read_text().endswith("\n")):
            assert self.process.poll() is None and time.monotonic() < deadline, "no devnet"
            time.sleep(0.02)
        self.facts = json.loads(self.out.read_text())
        self.url = self.facts["rpc"]
        self.usd = self.facts["tokens"]["usd"]["address"]
        return self

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait()

    def rpc(self, method, *params):
        body = json.dumps({"jsonrpc": "2.0", "id": 1, "method": method, "params": params})
        request = urllib.request.Request(
            self.url, body.encode(), {"Content-Type": "application/json"})
        with urllib.request.urlopen(request, timeout=20) as answer:
            found = json.load(answer)
        assert "error" not in found, found
        return found["result"]

    def fault(self, **change):
        return self.rpc("dev_faults", change)

    def account(self, role):
        """Address and key."""
        return self.facts["accounts"][role]["address"], self.facts["accounts"][role]["key"]

    def balance(self, who, token=None):
        """Atomic units, asked on the chain itself."""
        data = "0x70a08231" + who[2:].lower().rjust(64, "0")
        return int(self.rpc("eth_call", {"to": token or self.usd, "data": data}, "latest"), 16)

    def fund(self, who, dollars=0, coins=0):
        """Dollars of the bridged dollar, coins for fees."""
        if dollars:
            self.rpc("dev_mint", "usd", who, str(dollars * 10**6))
        if coins:
            self.rpc("dev_setBalance", who, hex(coins * 10**18))

    @property
    def setting(self):
        return {"PAYGENT_CHAINS": f"{NETWORK}={self.url}"}
