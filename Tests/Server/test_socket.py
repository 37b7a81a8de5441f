"""The WebSocket of commands: what goes in, what comes out, and who may connect."""

import base64
import json
import os
import socket

import pytest

from test_bad_input import UNKNOWN
from test_runtime import BUY, asker, payer, units  # noqa: F401


class Socket:
    """As much of RFC 6455 as a client needs here: text frames in both directions."""

    def __init__(self, server, **headers):
        self.connection = socket.create_connection(("127.0.0.1", server.port), timeout=20)
        self.file = self.connection.makefile("rb")
        key = base64.b64encode(os.urandom(16)).decode()
        lines = [
            "GET /api/v1/ws HTTP/1.1", f"Host: 127.0.0.1:{server.port}", "Upgrade: websocket",
            "Connection: Upgrade", f"Sec-WebSocket-Key: {key}", "Sec-WebSocket-Version: 13",
            *(f"{name}: {value}" for name, value in headers.items()), "", "",
        ]
        self.connection.sendall("\r\n".join(lines).encode())
        self.status = int(self.file.readline().split()[1])
        while self.file.readline().strip():
            pass

    def __enter__(self):
        assert self.status == 101
        return self

    def __exit__(self, *_):
        self.file.close()
        self.connection.close()

    def send(self, message, opcode=1):
        data = message if isinstance(message, bytes) else json.dumps(message).encode()
        length = bytes([0x80 | len(data)]) if len(data) < 126 else b"\xfe" + len(data).to_bytes(2, "big")
        mask = os.urandom(4)
        masked = bytes(byte ^ mask[index % 4] for index, byte in enumerate(data))
        self.connection.sendall(bytes([0x80 | opcode]) + length + mask + masked)

    def receive(self):
        first, length = self.file.read(2)
        length &= 0x7F
        if length == 126:
            length = int.from_bytes(self.file.read(2), "big")
        elif length == 127:
            length = int.from_bytes(self.file.read(8), "big")
        data = self.file.read(length)
        return self.receive() if first & 15 in (9, 10) else json.loads(data)

    def until(self, *names):
        events = [self.receive()]
        while events[-1]["event"] not in names:
            events.append(self.receive())
        return events


def test_a_command_over_the_socket_tells_what_the_stream_tells(server, payer):  # noqa: F811
    with Socket(server) as line:
        line.send({"type": "execute", "ref": 7, **BUY, "agent": payer})
        events = line.until("complete", "error")
    assert [event["event"] for event in events] == [
        "thinking", "plan", "tool_call", "tool_result", "tool_call", "tool_result", "complete"]
    assert {event["ref"] for event in events} == {7}
    assert events[-1]["data"]["simulated"] is True and int(events[-1]["id"]) > 0


@pytest.mark.parametrize("decision, moved, status", [
    ("approve", 50_000, "completed"), ("reject", 0, "failed")])
def test_a_person_decides_over_the_socket(server, asker, decision, moved, status):  # noqa: F811
    before = units(server)
    with Socket(server, Origin=f"http://127.0.0.1:{server.port}") as line:
        line.send({"type": "execute", **BUY, "agent": asker})
        [approval] = line.until("approval_required")[-1]["data"]["approvals"]
        line.send({
            "type": decision, "approval_id": approval["id"], "hash": approval["hash"],
            "amount": "0.01"})
        event = line.until("decision", "error")[-1]
    assert event["event"] == "decision" and event["data"]["payment"]["status"] == status, event
    assert before - units(server) == moved


def test_what_waits_is_cancelled_over_the_socket(server, asker):  # noqa: F811
    with Socket(server) as line:
        line.send({"type": "execute", **BUY, "agent": asker})
        waiting = line.until("approval_required")[-1]["data"]
        line.send({"type": "cancel", "run_id": waiting["run_id"]})
        ended = line.receive()
    assert ended["event"] == "error" and ended["data"]["status"] == "cancelled"
    assert ended["data"]["approvals"] == []


@pytest.mark.parametrize("message, code", [
    (b"{", "malformed_json"), (b"[]", "invalid_field"), ({}, "invalid_field"),
    ({"type": "fly"}, "invalid_field"), ({"type": "execute"}, "invalid_field"),
    ({"type": "execute", "command": "buy", "agent": "nobody"}, "agent_not_found"),
    ({"type": "approve", "approval_id": UNKNOWN, "hash": "x"}, "approval_not_found"),
    ({"type": "approve", "approval_id": "../kill", "hash": "x"}, "approval_not_found"),
    ({"type": "cancel", "run_id": UNKNOWN}, "run_not_found"),
])
def test_what_is_wrong_is_said_and_the_socket_stays_open(server, message, code):
    with Socket(server) as line:
        for _ in range(2):
            line.send(message)
            event = line.receive()
            assert event["event"] == "error" and event["data"]["code"] == code, event
        line.send(b"\x00", opcode=2)
        assert line.receive()["data"]["code"] == "invalid_field"


def test_a_foreign_page_may_not_connect_and_a_plain_request_is_told_to_upgrade(server):
    for origin in ("https://evil.example", "null", f"http://127.0.0.1:{server.port}.evil.example"):
        assert Socket(server, Origin=origin).status == 403
    assert server.get("/api/v1/ws").status == 426
