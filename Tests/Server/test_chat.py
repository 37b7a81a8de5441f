"""`paygent chat`, by keyboard in a real terminal, and by a pipe."""

import json
import os
import pathlib
import pty
import re
import select
import signal
import socket
import subprocess
import threading
import time

import pytest

from paygent import BINARY, Server
from seller import Seller
from tmux import Terminal

WISH = (
    "I need an agent that buys weather data from paid APIs, at most 10 cents a call and $5 a day, "
    "ask me above $0.01"
)


def run(*words, typed="", environment=None, cwd=None):
    return subprocess.run(
        [BINARY, *words], input=typed, capture_output=True, text=True, timeout=60, cwd=cwd,
        env={"PATH": os.environ["PATH"], "LANG": "C.UTF-8", **(environment or {})}, check=False,
    )


@pytest.mark.parametrize("width", [80, 140])
def test_the_whole_road_in_a_terminal(width, tmp_path):
    with Terminal("chat", "--data", "data", width=width, height=45, cwd=tmp_path) as terminal:
        terminal.ready()
        assert "What should your agent do?" in terminal.read
        screen = terminal.say(WISH)
        assert "● One payment      0.10 USD" in screen and "(was nothing)" in screen
        assert "6 of 12 decided" in screen and "It acts only at those times" in screen
        screen = terminal.say("2")
        assert "every working day at 08:00" in screen
        for _ in range(6):
            if "Ship it" in terminal.read:
                break
            terminal.say("you decide")
        terminal.say("1")
        assert "Done. Your agent is designed" in terminal.read
        assert "✓ Written to ./weather_data_agent.paygent.md" in terminal.say("/export paygent")
        assert "✓ Nothing is paid before" in terminal.say("/diagram")
        terminal.type("/run buy today's weather quote")
        terminal.key("Enter")
        terminal.until("yes or no?")
        terminal.type("yes")
        terminal.key("Enter")
        terminal.until("approve, reject or later?")
        assert "Pay      0.05 USDC" in terminal.read and "0.01 USD wait for a person" in terminal.read
        terminal.type("approve")
        terminal.key("Enter")
        terminal.until("Balance: 999.95 USDC")
        assert "Spent: 0.05 USDC (simulated)" in terminal.read
        terminal.ready()
        assert all(len(line) <= width for line in terminal.all.splitlines())
        terminal.key("C-d")
        terminal.until(lambda: terminal.is_dead)
    file = tmp_path / "weather_data_agent.paygent.md"
    assert run("run", "--data", "data2", str(file), "buy today's weather quote", cwd=tmp_path).returncode == 3
    assert "the sums are zero" in run("ledger", "verify", "--data", "data", cwd=tmp_path).stdout


@pytest.mark.parametrize("is_local", [True, False], ids=["local", "service"])
def test_a_run_is_seen_step_by_step_while_it_lasts(tmp_path, is_local):
    """The seller keeps the money half-way until the screen has shown what was done before."""
    wish = "An agent that checks my balance and buys data from any paid API, at most $1 a call and $5 a day"
    with Server(tmp_path / "service") as server, Seller(server) as seller:
        seen = threading.Event()

        def settle_when_seen(number):
            seen.wait(30)
            return "settle"

        seller.script = settle_when_seen
        place = ["--data", "data"] if is_local else ["--server", f"http://127.0.0.1:{server.port}"]
        with Terminal("chat", *place, height=60, cwd=tmp_path) as terminal:
            terminal.ready()
            terminal.say(wish)
            for _ in range(12):
                if "Done. Your agent is designed" in terminal.read:
                    break
                terminal.say("ship it" if "Ship it" in terminal.read else "you decide")
            terminal.type(f"/run check my balance, then pay {seller.url}")
            terminal.key("Enter")
            terminal.until("yes or no?")
            terminal.type("yes")
            terminal.key("Enter")
            terminal.until(lambda: re.search(r"✓ .*balance", terminal.read, re.I))
            assert "Spent" not in terminal.read
            seen.set()
            terminal.ready()
            plan = terminal.read.rsplit("Plan", 1)[1]
            # The seller settles on the service's ledger, of which the local one knows nothing.
            if is_local:
                assert plan.count("✓") == 1 and "Not known yet. Whether the money moved" in plan
            else:
                assert plan.count("✓") == 2 and "Spent: 0.05 USDC" in plan


def test_it_goes_on_after_kill_9(tmp_path):
    with Terminal("chat", "--data", "data", cwd=tmp_path) as terminal:
        terminal.ready()
        terminal.say(WISH)
        os.kill(terminal.pid, signal.SIGKILL)
        terminal.until(lambda: terminal.is_dead)
    with Terminal("chat", "--data", "data", cwd=tmp_path) as terminal:
        screen = terminal.ready()
        assert "Welcome back" in terminal.all and "6 of 12 decided" in screen
        assert "When should it run?" in screen
        terminal.key("Up")
        terminal.until(lambda: "ask me above $0.01" in terminal.read.rsplit("›", 1)[1])


def test_keys_edit_complete_and_drop_a_line(tmp_path):
    with Terminal("chat", "--data", "data", cwd=tmp_path, width=100) as terminal:
        terminal.ready()
        terminal.type("half a thought")
        terminal.key("C-c")
        terminal.until("Nothing is lost")
        terminal.ready()
        terminal.type("/wh")
        terminal.key("Tab", "Enter")
        terminal.until("Everything else follows from its purpose.\nStill open")
        terminal.type("Wetter für 北京 kaufex")
        terminal.key("BSpace")
        terminal.type("n, höchstens 5 USD am Tag")
        terminal.key("Enter")
        terminal.until("kaufen, höchstens 5 USD am Tag")
        terminal.ready()
        assert run("sessions", "--data", "data", cwd=tmp_path).returncode == 0
    history = json.loads(run("sessions", "--data", "data", "--output", "json", cwd=tmp_path).stdout)
    assert len(history["items"]) == 1


def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def said(server):
    session = server.get("/api/v1/sessions").json["items"][0]["session_id"]
    items = server.get(f"/api/v1/sessions/{session}/history").json["items"]
    return [item["content"] for item in items if item["role"] == "user"]


def test_a_restart_of_the_service_loses_no_words(tmp_path):
    server = Server(tmp_path / "data", "--port", str(free_port())).start()
    words = ["chat", "--server", f"http://127.0.0.1:{server.port}"]
    with Terminal(*words, environment={"HOME": str(tmp_path)}) as terminal:
        terminal.ready()
        server.kill()
        terminal.type(WISH)
        terminal.key("Enter")
        terminal.until("working")
        server.start()
        terminal.until("6 of 12 decided")
        assert said(server) == [WISH]
        server.stop()


def test_words_under_way_when_the_terminal_dies_are_said_once(tmp_path):
    with Server(tmp_path / "data") as server:
        words = ["chat", "--server", f"http://127.0.0.1:{server.port}"]
        with Terminal(*words, environment={"HOME": str(tmp_path)}) as terminal:
            terminal.ready()
            server.process.send_signal(signal.SIGSTOP)
            terminal.type(WISH)
            terminal.key("Enter")
            terminal.until("working")
            os.kill(terminal.pid, signal.SIGKILL)
            terminal.until(lambda: terminal.is_dead)
        server.process.send_signal(signal.SIGCONT)
        with Terminal(*words, environment={"HOME": str(tmp_path)}) as terminal:
            terminal.until("6 of 12 decided")
            assert "These words had no answer yet" in terminal.all
        assert said(server) == [WISH]


def test_ctrl_c_lets_the_turn_finish_before_it_leaves(tmp_path):
    with Server(tmp_path / "data") as server:
        words = ["chat", "--server", f"http://127.0.0.1:{server.port}"]
        with Terminal(*words, environment={"HOME": str(tmp_path)}) as terminal:
            terminal.ready()
            server.process.send_signal(signal.SIGSTOP)
            terminal.type(WISH)
            terminal.key("Enter")
            terminal.until("working")
            terminal.key("C-c")
            terminal.until("This turn is finished first")
            server.process.send_signal(signal.SIGCONT)
            terminal.until(lambda: terminal.is_dead)
            assert "6 of 12 decided" in terminal.all and "Everything is kept" in terminal.all
        assert said(server) == [WISH]


@pytest.mark.parametrize("environment", [{"NO_COLOR": "1"}, {"TERM": "dumb"}, {"LC_ALL": "C"}])
def test_plain_terminals_get_plain_text(environment, tmp_path):
    pid, descriptor = pty.fork()
    if pid == 0:
        os.chdir(tmp_path)
        os.execve(
            BINARY, ["paygent", "chat", "--data", "data"],
            {"PATH": os.environ["PATH"], "TERM": "xterm", "LANG": "C.UTF-8", **environment},
        )
    prompt = "> " if "LC_ALL" in environment else "› "
    seen = read_until(descriptor, prompt)
    os.write(descriptor, (WISH + "\n").encode())
    seen += read_until(descriptor, "Only when I ask it to", prompt)
    os.write(descriptor, b"\x04")
    read_until(descriptor, "Everything is kept")
    os.waitpid(pid, 0)
    os.close(descriptor)
    ours = [line for line in seen.splitlines() if "Your agent" in line or "One payment" in line]
    assert ours
    if "LC_ALL" in environment:
        assert all(line.replace("\x1b", "").isascii() for line in ours)
    else:
        assert not any("\x1b" in line for line in ours)


def read_until(descriptor, text, after="", seconds=15):
    """Until a text is seen, and another one behind it."""
    seen, end = "", time.monotonic() + seconds
    while text not in seen or after not in seen.split(text, 1)[1]:
        assert time.monotonic() < end, seen
        if select.select([descriptor], [], [], 0.2)[0]:
            seen += os.read(descriptor, 65536).decode(errors="replace")
    return seen


def test_an_answer_is_seen_within_a_tenth_of_a_second(tmp_path):
    """No model; the best of several, because other work on the machine is not ours to measure."""
    process = subprocess.Popen(
        [BINARY, "chat", "--data", "data"], cwd=tmp_path, stdin=subprocess.PIPE,
        stdout=subprocess.PIPE, env={"PATH": os.environ["PATH"], "LANG": "C.UTF-8"},
    )
    read_until(process.stdout.fileno(), "Watch our balance")
    times = []
    for message, answer in [(WISH, "Only when I ask"), ("2", "No preference"), ("at most $4 a day", "(was at most 5 USD)")]:
        start = time.monotonic()
        process.stdin.write((message + "\n").encode())
        process.stdin.flush()
        read_until(process.stdout.fileno(), answer)
        times.append(time.monotonic() - start)
    process.stdin.close()
    assert process.wait(timeout=20) == 0
    print("milliseconds:", [round(1000 * seconds) for seconds in times])
    assert min(times) < 0.1


def test_a_pipe_is_read_to_its_end_and_hostile_text_is_shown_harmlessly(tmp_path):
    typed = f"{WISH}\n/show\ncall it \x1b]0;owned\x07\x1b[31mRed\x9b2J\u202e\n/nonsense\n/sessions 99\n"
    result = run("chat", "--data", "data", typed=typed, cwd=tmp_path)
    assert result.returncode == 0, result.stderr
    assert "\x1b" not in result.stdout and "\x07" not in result.stdout and "\u202e" not in result.stdout
    assert "There is no command /nonsense" in result.stdout
    assert "from “10 cents”" in result.stdout
    assert "There is no conversation number 99" in result.stdout


def test_a_narrow_terminal_shows_everything(tmp_path):
    with Terminal("chat", "--data", "data", width=40, height=60, cwd=tmp_path) as terminal:
        terminal.ready()
        screen = terminal.say(WISH)
        assert "One payment" in screen and "at most 5 USD" in screen
        assert max(len(line) for line in screen.splitlines()) <= 40


def test_conversations_are_listed_begun_and_gone_back_to(tmp_path):
    typed = f"{WISH}\n/new api-buyer\n/sessions\n/sessions 2\n/undo\n/new nonsense\n"
    result = run("chat", "--data", "data", typed=typed, cwd=tmp_path)
    assert "data buying agent" in result.stdout and "Welcome back" in result.stdout
    assert "I went back" in result.stdout and "The starters are" in result.stdout
    assert run("chat", "--session", "nonsense", "--data", "data", cwd=tmp_path).returncode == 3


def test_two_files_of_one_name_are_both_kept(tmp_path):
    run("chat", "--template", "api-buyer", "--data", "data", cwd=tmp_path,
        typed="ship it\n/export paygent\n/export paygent\n/export\n/export nonsense\n")
    names = sorted(path.name for path in pathlib.Path(tmp_path).glob("*.md"))
    assert len(names) == 2 and names[0].endswith("-2.paygent.md")
