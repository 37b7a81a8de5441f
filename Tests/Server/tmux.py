"""A terminal with a person at it: tmux draws, the tests type and read."""

import os
import subprocess
import time
import uuid

from paygent import BINARY


class Terminal:
    """One window; `read` is what is seen, `all` also what has scrolled away."""

    def __init__(self, *words, width=80, height=40, environment=None, cwd=None):
        self.words = words
        self.size = (width, height)
        self.environment = environment or {}
        self.cwd = cwd
        self.socket = f"paygent-{uuid.uuid4().hex[:8]}"

    def tmux(self, *words):
        return subprocess.run(
            ["tmux", "-L", self.socket, "-f", "/dev/null", *words],
            capture_output=True, text=True, timeout=10, check=False,
        ).stdout

    def __enter__(self):
        names = {"PATH": os.environ["PATH"], "LANG": "C.UTF-8", **self.environment}
        settings = [f"{name}={value}" for name, value in names.items()]
        self.tmux(
            "new-session", "-d", "-s", "x", "-x", str(self.size[0]), "-y", str(self.size[1]),
            "-c", str(self.cwd or "/"), "env", "-i", "TERM=screen-256color", *settings, BINARY, *self.words,
            ";", "set-option", "-g", "history-limit", "20000", ";", "set-option", "-g", "remain-on-exit", "on",
        )
        return self

    def __exit__(self, *_):
        self.tmux("kill-server")

    @property
    def pid(self):
        return int(self.tmux("list-panes", "-F", "#{pane_pid}"))

    @property
    def read(self):
        return self.tmux("capture-pane", "-p", "-t", "x")

    @property
    def all(self):
        return self.tmux("capture-pane", "-p", "-S", "-", "-t", "x")

    @property
    def is_dead(self):
        return self.tmux("list-panes", "-F", "#{pane_dead}").strip() == "1"

    def type(self, text):
        self.tmux("send-keys", "-t", "x", "-l", text)

    def key(self, *names):
        self.tmux("send-keys", "-t", "x", *names)

    def until(self, condition, seconds=15):
        """Waits for a condition, or for a text that is seen."""
        holds = condition if callable(condition) else lambda: condition in self.read
        end = time.monotonic() + seconds
        while not holds():
            assert time.monotonic() < end, f"{condition!r} did not come:\n{self.all}"
            time.sleep(0.03)
        return self.read

    @property
    def is_waiting(self):
        return self.waits(self.read)

    @staticmethod
    def waits(screen):
        """Whether the last line is an empty prompt."""
        lines = screen.rstrip().splitlines()
        return bool(lines) and lines[-1].rstrip() == "›"

    def ready(self):
        return self.until(lambda: self.is_waiting)

    def say(self, text):
        """Types a line and waits for the next empty prompt."""
        prompts = self.all.count("›")

        def is_answered():
            screen = self.all
            return self.waits(screen) and screen.count("›") > prompts

        self.type(text)
        self.key("Enter")
        self.until(is_answered)
        return self.read
