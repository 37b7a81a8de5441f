"""Runs wrk against one server pinned to a core, row by row, and prints what each request costs."""

import os
import pathlib
import statistics
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parents[1] / "Tests/Server"))
from paygent import Server, finish  # noqa: E402

KINDS = ["static", "create", "message", "status", "resume", "export", "run", "balance", "pay"]
# Those that move money have a service of their own in each round: the wallet and the daily limit
# of a new one last for 9,000 payments.
PAYING = {"run", "pay"}
CONNECTIONS = 64
SESSIONS = 512
TICKS = os.sysconf("SC_CLK_TCK")


def cpu_seconds(pid):
    fields = pathlib.Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


def resident_mib(pid):
    for line in pathlib.Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS"):
            return int(line.split()[1]) / 1024


def measure(server, kind, seconds, environment):
    pid = server.process.pid
    before = cpu_seconds(pid)
    output = subprocess.run(
        ["taskset", "-c", "1", "wrk", "-t1", f"-c{CONNECTIONS}", f"-d{seconds}s", "-s",
         str(HERE / "requests.lua"), f"http://127.0.0.1:{server.port}"],
        capture_output=True, text=True, env={**os.environ, **environment, "KIND": kind}, check=True,
    ).stdout
    spent = cpu_seconds(pid) - before
    result = next(line for line in output.splitlines() if line.startswith("RESULT"))
    requests, microseconds, p50, p99, errors = map(int, result.split()[1:])
    return {
        "rate": requests / (microseconds / 1e6), "p50": p50 / 1000, "p99": p99 / 1000,
        "cpu": spent / max(requests, 1) * 1e6, "errors": errors,
    }


def start(data):
    server = Server(data, "--loops", "1", "--access-log", "off").start()
    subprocess.run(
        ["taskset", "-a", "-c", "-p", "0", str(server.process.pid)], capture_output=True, check=True)
    return server


def register(server, purpose):
    """An agent that may pay 9,000 times ten cents without asking."""
    id = server.create()
    finish(server, id, f"{purpose}, at most $1 a payment and $900 a day, never ask me for approval")
    return id, server.post("/api/v1/agents", {"session_id": id}).json["name"]


def prepare(server, folder):
    """Sessions that are designed to the end, so that every row has something to work on."""
    finished, agent = register(server, "an agent that sends token transfers in USDC to suppliers")
    ids = [server.create() for _ in range(SESSIONS)]
    for id in ids:
        server.say(id, "an agent that buys weather data, at most 10 cents a call and $5 a day")
    (folder / "sessions").write_text("\n".join(ids) + "\n")
    (folder / "finished").write_text(finished + "\n")
    return agent


def measure_paying(folder, kind, seconds):
    with tempfile.TemporaryDirectory(dir=folder) as data:
        server = start(pathlib.Path(data) / "data")
        purposes = {"run": "an agent that buys weather data",
                    "pay": "an agent that sends token transfers in USDC to suppliers"}
        id, agent = register(server, purposes[kind])
        (pathlib.Path(data) / "id").write_text(id + "\n")
        environment = {"SESSIONS": str(pathlib.Path(data) / "id"), "AGENT": agent}
        row = measure(server, kind, min(seconds, 5), environment)
        server.stop()
        return row


def main(rounds, seconds):
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        server = start(folder / "data")
        print(f"RSS idle {resident_mib(server.process.pid):.1f} MiB")
        agent = prepare(server, folder)
        rows = {kind: [] for kind in KINDS}
        for _ in range(rounds):
            for kind in KINDS:
                if kind in PAYING:
                    rows[kind].append(measure_paying(folder, kind, seconds))
                    continue
                sessions = "finished" if kind == "export" else "sessions"
                environment = {"SESSIONS": str(folder / sessions), "AGENT": agent}
                rows[kind].append(measure(server, kind, seconds, environment))
        print(f"RSS after {resident_mib(server.process.pid):.1f} MiB")
        report(rows)
        server.stop()


def report(rows):
    print(f"\n{'':9}{'req/s':>10}{'p50 ms':>9}{'p99 ms':>9}{'CPU µs':>9}{'of static':>11}{'errors':>8}")
    for kind, rounds in rows.items():
        def median(name):
            return statistics.median(row[name] for row in rounds)
        ratio = statistics.median(
            row["rate"] / static["rate"] for row, static in zip(rounds, rows["static"]))
        print(f"{kind:9}{median('rate'):>10,.0f}{median('p50'):>9.2f}{median('p99'):>9.2f}"
              f"{median('cpu'):>9.1f}{ratio:>11.3f}{sum(row['errors'] for row in rounds):>8}")


main(int(sys.argv[1]), int(sys.argv[2]))
