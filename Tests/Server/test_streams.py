"""One journal behind both transports: a stream dropped at any event goes on, nothing lost or twice."""

import http.client
import json
import socket
import struct
import time

import pytest

from test_runtime import BUY, asker, events_of, execute, payer, units  # noqa: F401
from test_socket import Socket


def dropped_at(server, path, body, index):
    """Reads `index` events of a live stream, hangs up without a word, and takes it up again."""
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=20)
    connection.request("POST", path, json.dumps(body), {"Content-Type": "application/json"})
    response = connection.getresponse()
    seen, block = [], {}
    while len(seen) < index:
        line = response.readline().decode().rstrip("\n")
        if line == "" and block:
            seen.append(block)
            block = {}
        elif ": " in line:
            name, value = line.split(": ", 1)
            block[name] = value
    connection.sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    connection.close()
    if "id" not in seen[-1]:
        return seen, None
    rest = server.post(path, body, headers={"Last-Event-ID": seen[-1]["id"]})
    return seen, events_of(rest)


@pytest.mark.parametrize("transport", ["command", "agent"])
def test_a_stream_dropped_at_every_event_goes_on(server, payer, transport):  # noqa: F811
    path, body = {
        "command": ("/api/v1/agent/stream", {**BUY, "agent": payer}),
        "agent": (f"/api/v1/agents/{payer}/run", {"message": BUY["command"], "stream": True}),
    }[transport]
    whole = [event["event"] for event in events_of(server.post(path, body))]
    before = units(server)
    runs = 0
    for index in range(1, len(whole)):
        seen, rest = dropped_at(server, path, body, index)
        runs += 1
        if rest is None:
            assert index == 1 and seen[0]["event"] == "thinking"
            continue
        told = seen + rest
        assert [event["event"] for event in told] == whole
        ids = [int(event["id"]) for event in told if "id" in event]
        assert ids == sorted(set(ids)), "an event came twice or out of order"
        assert len({json.loads(event["data"]).get("run_id") for event in told[:2]} - {None}) == 1
    deadline = time.monotonic() + 10
    while before - units(server) != runs * 50_000 and time.monotonic() < deadline:
        time.sleep(0.05)
    assert before - units(server) == runs * 50_000, "a run was stopped, or paid twice"


def test_a_socket_dropped_at_every_event_goes_on(server, payer):  # noqa: F811
    body = {"type": "execute", **BUY, "agent": payer}
    with Socket(server) as line:
        line.send(body)
        whole = [event["event"] for event in line.until("complete", "error")]
    for index in range(2, len(whole)):
        with Socket(server) as line:
            line.send(body)
            seen = [line.receive() for _ in range(index)]
        with Socket(server) as line:
            line.send({"type": "execute", "last_event_id": seen[-1]["id"]})
            rest = line.until("complete", "error")
        assert [event["event"] for event in seen + rest] == whole
        ids = [int(event["id"]) for event in seen + rest if event["id"]]
        assert ids == sorted(set(ids))


def test_both_transports_tell_the_same_of_one_run(server, payer):  # noqa: F811
    told = events_of(server.post("/api/v1/agent/stream", {**BUY, "agent": payer}))
    with Socket(server) as line:
        line.send({"type": "execute", "last_event_id": told[1]["id"]})
        again = line.until("complete", "error")
    assert [(event["id"], event["event"], event["data"]) for event in again] == [
        (event["id"], event["event"], json.loads(event["data"])) for event in told[2:]]


def test_the_meta_of_a_run_names_it(server, payer):  # noqa: F811
    body = {"message": "check my balance", "stream": True}
    meta = events_of(server.post(f"/api/v1/agents/{payer}/run", body))[0]
    run = json.loads(meta["data"])["run_id"]
    assert meta["event"] == "meta" and server.get(f"/api/v1/logs/{run}").json["run_id"] == run


def test_what_is_no_event_is_refused_in_both(server, payer):  # noqa: F811
    for last in ("0", "x", "99999999"):
        with Socket(server) as line:
            line.send({"type": "execute", "last_event_id": last})
            assert line.receive()["data"]["code"] == "invalid_field"
        answer = server.post(
            f"/api/v1/agents/{payer}/run", {}, headers={"Last-Event-ID": last})
        assert answer.status == 422


def test_after_a_decision_the_rest_is_told(server, asker):  # noqa: F811
    first = events_of(server.post("/api/v1/agent/stream", {**BUY, "agent": asker}))
    [approval] = json.loads(first[-1]["data"])["approvals"]
    server.post(f"/api/v1/approvals/{approval['id']}/approve", {"hash": approval["hash"]})
    rest = events_of(server.post(
        "/api/v1/agent/stream", {}, headers={"Last-Event-ID": first[-1]["id"]}))
    assert rest[-1]["event"] == "complete"
    assert int(rest[0]["id"]) > int(first[-1]["id"])


def test_a_hundred_streams_at_once_all_end(server, payer):  # noqa: F811
    lines = []
    for _ in range(100):
        line = socket.create_connection(("127.0.0.1", server.port), timeout=30)
        body = json.dumps({"command": "check my balance", "agent": payer}).encode()
        line.sendall(
            b"POST /api/v1/agent/stream HTTP/1.1\r\nHost: x\r\nConnection: close\r\n"
            b"Content-Type: application/json\r\nContent-Length: %d\r\n\r\n" % len(body) + body)
        lines.append(line)
    for line in lines:
        data = b""
        while part := line.recv(65536):
            data += part
        line.close()
        assert b"event: complete" in data


def test_what_waits_is_told_when_it_begins_and_when_it_ends(server, asker):  # noqa: F811
    """By one stream, that needs no place to go on from: each event is the whole list."""
    line = http.client.HTTPConnection("127.0.0.1", server.port, timeout=20)
    line.request("GET", "/api/v1/approvals/stream", headers={"Accept": "text/event-stream"})
    answer = line.getresponse()
    assert answer.headers["content-type"].startswith("text/event-stream")

    def told():
        """The ids of the next list."""
        while True:
            text = answer.readline().decode()
            if text.startswith("data: "):
                return [item["id"] for item in json.loads(text[6:])["items"]]

    before = told()
    server.post(f"/api/v1/agents/{asker}/run", {"message": BUY["command"]})
    (new,) = set(told()) - set(before)
    approval = server.get(f"/api/v1/approvals/{new}").json
    server.post(f"/api/v1/approvals/{new}/reject", {"hash": approval["hash"]})
    assert new not in told()
    line.close()
