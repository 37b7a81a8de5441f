"""Starts the built binary and talks to it over real sockets, as any client would."""

import http.client
import json
import os
import pathlib
import signal
import subprocess
import threading

ROOT = pathlib.Path(__file__).resolve().parents[2]
BINARY = os.environ.get("BINARY_UNDER_TEST", str(ROOT / ".build/debug/paygent"))


class Answer:
    """Status, headers (lower-case names) and body of one response."""

    def __init__(self, status, headers, body):
        self.status = status
        self.headers = headers
        self.body = body

    @property
    def json(self):
        return json.loads(self.body)

    @property
    def text(self):
        return self.body.decode()

    def __repr__(self):
        return f"<{self.status} {self.body[:500]!r}>"


class Server:
    """One process on a free port with its own data folder."""

    def __init__(self, data, *flags, environment=None, command="serve"):
        self.data = pathlib.Path(data)
        self.flags = flags
        self.command = command
        self.environment = environment or {}
        self.process = None
        self.port = None

    def start(self):
        self.log = open(self.data.parent / f"{self.data.name}.log", "ab")
        command = [BINARY, self.command, "--port", "0", "--data", str(self.data), *self.flags]
        if "--web" not in self.flags:
            command += ["--web", str(ROOT / "web")]
        self.process = subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=self.log, cwd=self.data.parent,
            env={"PATH": os.environ["PATH"], **self.environment},
        )
        for line in self.process.stdout:
            if line.startswith(b"listening on http://"):
                self.port = int(line.strip().rsplit(b":", 1)[1])
                break
        else:
            raise RuntimeError(f"did not start: see {self.log.name}")
        threading.Thread(target=self.process.stdout.read, daemon=True).start()
        return self

    def kill(self):
        """As a power cut would: no goodbye."""
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        code = self.process.wait(timeout=20)
        self.log.close()
        return code

    def __enter__(self):
        return self.start()

    def __exit__(self, *_):
        if self.process.poll() is None:
            self.stop()

    def call(self, method, path, body=None, headers=None, timeout=20):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=timeout)
        headers = dict(headers or {})
        if body is not None and not isinstance(body, (bytes, str)):
            body = json.dumps(body)
            headers.setdefault("Content-Type", "application/json")
        if isinstance(body, str):
            body = body.encode()
        try:
            connection.request(method, path, body, headers)
            response = connection.getresponse()
            names = {name.lower(): value for name, value in response.getheaders()}
            return Answer(response.status, names, response.read())
        finally:
            connection.close()

    def get(self, path, **options):
        return self.call("GET", path, **options)

    def post(self, path, body=None, **options):
        return self.call("POST", path, body, **options)

    def create(self, **body):
        answer = self.post("/api/v1/sessions/create", body)
        assert answer.status == 201, answer
        return answer.json["session_id"]

    def say(self, session, message):
        answer = self.post(f"/api/v1/sessions/{session}/message", {"message": message})
        assert answer.status == 200, answer
        return answer.json


WEATHER = (
    "I need an agent that buys weather data from paid APIs, at most 10 cents a call and $5 a day, "
    "ask me above $1"
)


def finish(server, session, opening=WEATHER, messages_max=25):
    """Designs an agent to the end, leaving open what is asked beyond the opening."""
    reply = server.say(session, opening)
    for _ in range(messages_max):
        if reply["is_complete"]:
            return reply
        topic = reply["question_topic"]
        reply = server.say(session, "yes, ship it" if topic == "confirm" else "you decide")
    raise AssertionError(f"not complete after {messages_max} messages: {reply}")
