"""A model provider on loopback that answers as it is told: well, badly, slowly, or with malice."""

import json
import socketserver
import threading
import time

CHAT = "/v1/chat/completions"


def chunk(text=None, end=None, usage=None):
    choice = {"index": 0, "delta": {"content": text} if text else {}, "finish_reason": end}
    body = {"id": "c", "choices": [choice]}
    if usage:
        body["usage"] = usage
    return b"data: " + json.dumps(body).encode() + b"\n\n"


def stream(text, pieces=4):
    """A whole, proper answer in a few events."""
    size = max(1, len(text) // pieces)
    parts = [chunk(text[i:i + size]) for i in range(0, len(text), size)]
    usage = {"prompt_tokens": 100, "completion_tokens": 10}
    return parts + [chunk(end="stop", usage=usage), b"data: [DONE]\n\n"]


class Provider:
    """`behave(request, send)` writes the answer; it may raise or return in the middle of it."""

    def __init__(self, behave):
        self.behave = behave
        self.requests = []
        provider = self

        class Handler(socketserver.StreamRequestHandler):
            def handle(self):
                while True:
                    line = self.rfile.readline()
                    if not line.strip():
                        return
                    headers = {}
                    while (field := self.rfile.readline()).strip():
                        name, value = field.decode().split(":", 1)
                        headers[name.lower()] = value.strip()
                    body = self.rfile.read(int(headers.get("content-length", 0)))
                    request = {"path": line.split()[1].decode(), "headers": headers,
                               "body": json.loads(body or b"{}")}
                    provider.requests.append(request)
                    try:
                        if provider.behave(request, self.send) == "close":
                            return
                    except (BrokenPipeError, ConnectionResetError):
                        return

            def send(self, data):
                self.wfile.write(data)
                self.wfile.flush()

        class Server(socketserver.ThreadingTCPServer):
            allow_reuse_address = True
            daemon_threads = True
            request_queue_size = 512

        self.server = Server(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    @property
    def url(self):
        return f"http://127.0.0.1:{self.server.server_address[1]}"

    @property
    def models(self):
        return f"compatible:test@{self.url}/v1"

    def close(self):
        self.server.shutdown()
        self.server.server_close()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()


def head(status=200, content="text/event-stream", **more):
    lines = [f"HTTP/1.1 {status} X", f"Content-Type: {content}", "Connection: close"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in more.items()]
    return ("\r\n".join(lines) + "\r\n\r\n").encode()


def answers(text):
    def behave(request, send):
        send(head())
        for part in stream(text(request) if callable(text) else text):
            send(part)
        return "close"
    return behave


def sends(data, status=200):
    def behave(request, send):
        send(head(status))
        send(data)
        return "close"
    return behave


def fails(status, **more):
    def behave(request, send):
        send(head(status, "application/json", Content_Length=2, **more) + b"{}")
        return "close"
    return behave


def drips(seconds=0.05):
    def behave(request, send):
        send(head())
        while True:
            send(chunk("x"))
            time.sleep(seconds)
    return behave


def is_reading(request):
    return "response_format" in request["body"]


def data_of(request):
    """What the model was given as data."""
    return json.loads(request["body"]["messages"][-1]["content"])


def tool_call(name, arguments, number=1):
    """A whole answer that asks for one tool."""
    call = {"index": 0, "id": f"call_{number}", "type": "function",
            "function": {"name": name, "arguments": json.dumps(arguments)}}
    body = {"id": "c", "choices": [{"index": 0, "delta": {"tool_calls": [call]}}]}
    usage = {"prompt_tokens": 100, "completion_tokens": 10}
    return [b"data: " + json.dumps(body).encode() + b"\n\n",
            chunk(end="tool_calls", usage=usage), b"data: [DONE]\n\n"]


def drives(*turns):
    """A model that drives runs: each turn is a text, (tool, arguments), bytes, or a function.

    Its place in the script is read from the talk itself, so a restart of the service goes on.
    """
    def behave(request, send):
        messages = request["body"]["messages"]
        done = sum(1 for m in messages[last_user(messages):] if m["role"] == "assistant")
        turn = turns[min(done, len(turns) - 1)]
        if callable(turn):
            return turn(request, send)
        send(head())
        if isinstance(turn, bytes):
            send(turn)
            return "close"
        for part in stream(turn) if isinstance(turn, str) else tool_call(*turn, number=done + 1):
            send(part)
        return "close"
    return behave


def last_user(messages):
    return max(i for i, m in enumerate(messages) if m["role"] == "user")
