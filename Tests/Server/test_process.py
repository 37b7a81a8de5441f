"""The process: configuration, migrations, limits, signals."""

import json
import os
import signal
import socket
import subprocess
import threading
import time

import pytest

from paygent import BINARY, Server


def run(*words, environment=None, cwd=None):
    return subprocess.run(
        [BINARY, *words], capture_output=True, text=True, timeout=30, cwd=cwd,
        env={"PATH": os.environ["PATH"], **(environment or {})})


@pytest.mark.parametrize(
    "words, environment, complaint",
    [
        (["--port", "70000"], {}, "0 to 65535"),
        (["--port", "http"], {}, "'http'"),
        ([], {"PAYGENT_PROT": "80"}, "PAYGENT_PROT"),
        (["--host", "0.0.0.0"], {}, "PAYGENT_API_KEYS"),
        (["--redis-url", "http://x"], {}, "redis://"),
        (["--database-url", "postgres://x"], {}, "PostgreSQL"),
        (["--api-keys", "short"], {}, "16 characters"),
    ],
)
def test_a_bad_setting_refuses_to_start_and_says_why(words, environment, complaint, tmp_path):
    result = run("serve", "--data", str(tmp_path / "d"), *words, environment=environment)
    assert result.returncode == 78
    assert complaint in result.stderr
    assert not (tmp_path / "d").exists()


def test_flags_win_over_environment_and_environment_over_the_file(tmp_path):
    (tmp_path / ".env").write_text("PAYGENT_PORT=1111\nPAYGENT_HOST='127.0.0.1'\n# a comment\n")
    assert ":1111" in run("config", "check", cwd=tmp_path).stdout
    assert ":2222" in run("config", "check", environment={"PAYGENT_PORT": "2222"}, cwd=tmp_path).stdout
    words = ["config", "check", "--port", "3333"]
    assert ":3333" in run(*words, environment={"PAYGENT_PORT": "2222"}, cwd=tmp_path).stdout


def test_help_names_every_command_and_setting():
    text = run("--help").stdout
    for word in ["serve", "run", "migrate", "config", "openapi", "version", "PAYGENT_REDIS_URL"]:
        assert word in text
    assert "Usage: paygent run FILE COMMAND" in run("run", "--help").stdout


@pytest.mark.parametrize(
    "words, complaint",
    [
        (["dance"], "'dance'"),
        (["serve", "--colour", "red"], "--colour"),
        (["serve", "--port"], "needs a value"),
        (["run", "only-a-file"], "COMMAND is missing"),
        (["config", "chekc"], "'chekc' is not one of check"),
        (["backup", "a", "b"], "'b' is one word too many"),
        (["version", "--seed", "1"], "--seed"),
        (["simulate", "--count", "none"], "whole numbers"),
    ],
)
def test_words_that_are_not_understood_end_with_2_and_say_why(words, complaint):
    result = run(*words)
    assert result.returncode == 2
    assert complaint in result.stderr


def test_migrations_are_listed_and_applied_once(tmp_path):
    words = ["--data", str(tmp_path / "d")]
    first = run("migrate", *words)
    assert first.returncode == 0 and "applied" in first.stdout
    status = run("migrate", "status", *words)
    assert "pending" not in status.stdout
    assert run("migrate", *words).returncode == 0


def test_the_api_document_is_the_route_table(tmp_path):
    with Server(tmp_path / "d") as server:
        served = server.get("/openapi.json").json
        printed = json.loads(run("openapi", "--data", str(tmp_path / "e")).stdout)
        assert served == printed
        assert served["openapi"].startswith("3.1")
        assert "/api/v1/sessions/{id}/message" in served["paths"]
        for page in ["/docs", "/redoc"]:
            answer = server.get(page)
            assert answer.status == 200
            assert "script-src 'self'" in answer.headers["content-security-policy"]
        assert server.get("/assets/vendor/swagger-ui-bundle.js").status == 200
        assert server.get("/assets/../Package.swift").status in (400, 404)


def test_keys_and_origins(tmp_path):
    key = "a-key-of-sixteen-characters"
    flags = ["--api-keys", key, "--cors-origins", "https://app.example"]
    with Server(tmp_path / "d", *flags) as server:
        assert server.post("/api/v1/sessions/create", {}).status == 401
        assert server.get("/livez").status == 200
        allowed = server.post(
            "/api/v1/sessions/create", {},
            headers={"X-API-Key": key, "Origin": "https://app.example"})
        assert allowed.status == 201
        assert allowed.headers["access-control-allow-origin"] == "https://app.example"
        other = server.call(
            "OPTIONS", "/api/v1/sessions/create", headers={"Origin": "https://evil.example"})
        assert "access-control-allow-origin" not in other.headers


def test_a_rate_limit_answers_429(tmp_path):
    with Server(tmp_path / "d", "--rate-limit", "5") as server:
        statuses = [server.post("/api/v1/sessions/create", {}).status for _ in range(12)]
        assert 201 in statuses and 429 in statuses


def test_sigterm_under_load_loses_no_answer(tmp_path):
    server = Server(tmp_path / "d").start()
    failures, answers, stopping = [], [], threading.Event()

    def talk():
        session = server.create()
        while not stopping.is_set():
            try:
                answers.append(server.say(session, "at most $5 a day"))
            except ConnectionRefusedError:
                return
            except Exception as error:
                if not stopping.is_set():
                    failures.append(error)
                return

    threads = [threading.Thread(target=talk) for _ in range(8)]
    for thread in threads:
        thread.start()
    time.sleep(0.5)
    server.process.send_signal(signal.SIGTERM)
    assert server.process.wait(timeout=20) == 0
    stopping.set()
    for thread in threads:
        thread.join()
    assert answers and not failures


def test_a_second_server_on_the_port_is_refused(tmp_path):
    with Server(tmp_path / "d") as server:
        result = run("serve", "--port", str(server.port), "--data", str(tmp_path / "e"))
        assert result.returncode == 1 and str(server.port) in result.stderr


def test_a_reply_streams_and_resumes(tmp_path):
    with Server(tmp_path / "d") as server:
        session = server.create()
        headers = {"Accept": "text/event-stream", "Idempotency-Key": "one-message"}
        path = f"/api/v1/sessions/{session}/message"
        whole = server.post(path, {"message": "at most $5 a day"}, headers=headers).text
        events = [block for block in whole.split("\n\n") if "event:" in block]
        assert [e.split("event: ")[1].split("\n")[0] for e in events][0] == "meta"
        assert "event: done" in events[-1]
        seen = events[1].split("id: ")[1].split("\n")[0]
        rest = server.post(
            path, {"message": "at most $5 a day"}, headers={**headers, "Last-Event-ID": seen}).text
        assert [b for b in rest.split("\n\n") if "event:" in b] == events[2:]
        assert len(server.get(f"/api/v1/sessions/{session}/history").json["items"]) == 3


def test_two_messages_at_once_are_taken_one_after_the_other(tmp_path):
    with Server(tmp_path / "d") as server:
        session = server.create()
        threads = [
            threading.Thread(target=server.say, args=(session, f"at most {n} dollars a day"))
            for n in range(1, 3)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        items = server.get(f"/api/v1/sessions/{session}/history").json["items"]
        assert [item["seq"] for item in items] == list(range(1, 6))
