"""How long after its commit an event is seen by a client, while a thousand streams are open.

    BINARY_UNDER_TEST=…/paygent scripts/bench.d/streams.py [open streams] [runs that are timed]

Each open stream follows a run whose seller has been paid and does not answer. Beside them runs are
carried out and timed: from the moment that stands in the journal's record, which is taken before the
commit, to the moment at which the client has read the event. Both are this machine's clock.
"""

import asyncio
import base64
import json
import os
import pathlib
import resource
import subprocess
import sys
import tempfile
import time

OPEN = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
TIMED = int(sys.argv[2]) if len(sys.argv) > 2 else 300
AT_ONCE = 8
ROOT = pathlib.Path(__file__).resolve().parents[2]
BINARY = os.environ["BINARY_UNDER_TEST"]
WISH = ("an agent called {} that buys data, at most $1 a payment and $900 a day, "
        "never ask me for approval")


class Client:
    def __init__(self, port):
        self.port = port

    async def send(self, method, path, body=None):
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        data = b"" if body is None else json.dumps(body).encode()
        writer.write(
            f"{method} {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n"
            f"Content-Type: application/json\r\nContent-Length: {len(data)}\r\n\r\n".encode() + data)
        head = await reader.readuntil(b"\r\n\r\n")
        return head.decode(), reader, writer

    async def call(self, method, path, body=None):
        head, reader, writer = await self.send(method, path, body)
        whole = await reader.read()
        writer.close()
        return head, json.loads(whole) if whole[:1] in b"{[" else whole

    async def stream(self, agent, url, on_event):
        """Reads to the end; tells each event's position with the moment at which it was read."""
        _, reader, writer = await self.send(
            "POST", f"/api/v1/agents/{agent}/run", {"message": f"pay {url}", "stream": True})
        position = None
        while line := await reader.readline():
            if line.startswith(b"id:"):
                position = int(line[3:])
            elif line in (b"\n", b"\r\n") and position is not None:
                on_event(position, time.time())
                position = None
        writer.close()


async def seller(offer, waits):
    """Asks its price; a paid request waits for `waits`, or is answered at once without one."""
    required = base64.b64encode(json.dumps(
        {"x402Version": 2, "error": "pay", "accepts": [offer],
         "resource": {"url": "", "description": "data", "mimeType": "text/plain"}}).encode())

    async def serve(reader, writer):
        try:
            head = await reader.readuntil(b"\r\n\r\n")
            if b"payment-signature:" not in head.lower():
                answer = b"402 Payment Required\r\nPAYMENT-REQUIRED: " + required
            else:
                if waits is not None:
                    await waits.wait()
                answer = b"500 Internal Server Error"
            writer.write(b"HTTP/1.1 " + answer + b"\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
            await writer.drain()
        except (OSError, asyncio.IncompleteReadError, asyncio.CancelledError):
            pass
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0, backlog=4096)
    return f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/data"


async def agent_of(client, name):
    _, made = await client.call("POST", "/api/v1/sessions/create", {})
    session, message = made["session_id"], WISH.format(name)
    for _ in range(25):
        _, reply = await client.call("POST", f"/api/v1/sessions/{session}/message", {"message": message})
        if reply["is_complete"]:
            break
        message = "yes, ship it" if reply["question_topic"] == "confirm" else "you decide"
    _, agent = await client.call("POST", "/api/v1/agents", {"session_id": session})
    return agent["name"]


async def offered(client):
    head, _ = await client.call("GET", "/x402/demo/quote")
    [line] = [line for line in head.split("\r\n") if line.lower().startswith("payment-required:")]
    offers = json.loads(base64.b64decode(line.split(":", 1)[1]))["accepts"]
    offer = next(o for o in offers if o["network"] == "eip155:338")
    return {**offer, "amount": "100"}


async def moments(client):
    found, cursor = {}, 0
    while cursor is not None:
        _, page = await client.call("GET", f"/api/v1/audit?limit=1000&cursor={cursor}")
        for record in page["items"]:
            at = record["at"].rstrip("Z")
            seconds, _, fraction = at.partition(".")
            found[record["position"]] = (
                time.mktime(time.strptime(seconds, "%Y-%m-%dT%H:%M:%S")) - time.timezone
                + float(f"0.{fraction or 0}"))
        cursor = page["next_cursor"]
    return found


async def measure(port):
    client = Client(port)
    offer, never = await offered(client), asyncio.Event()
    hanging, prompt = await seller(offer, never), await seller(offer, None)
    agents = [await agent_of(client, f"reader{number}") for number in range(10)]
    seen_open = [0] * OPEN

    async def hold(number):
        def on_event(*_):
            seen_open[number] += 1
        await client.stream(agents[number % 10], hanging, on_event)

    held = [asyncio.create_task(hold(number)) for number in range(OPEN)]
    while sum(1 for count in seen_open if count >= 2) < OPEN:
        await asyncio.sleep(0.2)
    await asyncio.sleep(2)
    seen = {}

    async def timed(number):
        async with turns_timed:
            await client.stream(agents[number % 10], prompt, lambda p, at: seen.setdefault(p, at))

    turns_timed = asyncio.Semaphore(AT_ONCE)
    await asyncio.gather(*(timed(number) for number in range(TIMED)))
    alive = sum(1 for task in held if not task.done())
    written = await moments(client)
    # A record's moment is cut to milliseconds.
    late = sorted(max(0, (at - written[position]) * 1000) for position, at in seen.items())
    for task in held:
        task.cancel()
    await asyncio.gather(*held, return_exceptions=True)

    def part(share):
        return late[min(len(late) - 1, int(share * len(late)))]

    print(f"{alive} streams open, {len(late)} events timed: median {part(0.5):.1f} ms, "
          f"p95 {part(0.95):.1f} ms, p99 {part(0.99):.1f} ms, most {late[-1]:.1f} ms")


def main():
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    os.environ["TZ"] = "UTC"
    time.tzset()
    with tempfile.TemporaryDirectory() as folder:
        process = subprocess.Popen(
            [BINARY, "serve", "--port", "0", "--data", f"{folder}/data", "--access-log", "off",
             "--web", str(ROOT / "web")], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        try:
            port = int(process.stdout.readline().rsplit(b":", 1)[1])
            asyncio.run(measure(port))
        finally:
            process.kill()
            process.wait()


if __name__ == "__main__":
    main()
