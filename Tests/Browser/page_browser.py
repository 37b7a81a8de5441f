"""A real Chromium on the page of a real server, which notices everything a person should never meet:
console errors, requests to other hosts, scripts that the page's policy had to stop."""

import os
import pathlib
import socket
import sys
import time

from playwright.sync_api import sync_playwright

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "Server"))

from paygent import Server  # noqa: E402

CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
WIDE = {"width": 1440, "height": 900}
PHONE = {"width": 390, "height": 844}
WEATHER = (
    "I need an agent that buys weather data from paid APIs. At most 10 cents a call and 5 USDC a day. "
    "Ask me above 2 cents."
)


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class FixedServer(Server):
    """Comes back on the same port after it was killed, as a service under systemd does."""

    def __init__(self, data):
        super().__init__(data, "--port", str(free_port()))

    @property
    def address(self):
        return f"http://127.0.0.1:{self.port}"


class Browser:
    def __enter__(self):
        self.playwright = sync_playwright().start()
        self.chromium = self.playwright.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", "--disable-dev-shm-usage"])
        return self

    def __exit__(self, *_):
        self.chromium.close()
        self.playwright.stop()

    def open(self, server, size=WIDE, path="/", **options):
        context = self.chromium.new_context(viewport=size, **options)
        return Visit(context, server, path)


class Visit:
    """One person's browser window."""

    def __init__(self, context, server, path):
        self.context = context
        self.server = server
        self.errors = []
        self.foreign = []
        self.page = context.new_page()
        self.page.on("console", self._console)
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.page.on("request", self._request)
        self.page.goto(server.address + path)
        self.page.wait_for_selector("#messages .bubble")

    def _console(self, message):
        # A refused or interrupted call is logged by the browser itself; the page answers it in words.
        is_network = "Failed to load resource" in message.text
        if message.type == "error" and not is_network:
            self.errors.append(message.text)

    def _request(self, request):
        own = (self.server.address + "/", "data:", "blob:")
        if not request.url.startswith(own):
            self.foreign.append(request.url)

    def close(self):
        """Says what went wrong unseen."""
        self.context.close()
        assert self.errors == [], self.errors
        assert self.foreign == [], self.foreign

    def ask(self, script, argument=None):
        return self.page.evaluate(script, argument)

    def until(self, script, seconds=20, why=None):
        """Polls from outside, because the page's policy forbids the usual evaluation inside."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            value = self.ask(script)
            if value:
                return value
            time.sleep(0.02)
        raise AssertionError(f"never came true: {why or script}\n{self.page.inner_text('body')[:2000]}")

    @property
    def messages(self):
        return self.page.locator("#messages .bubble").all_inner_texts()

    def count(self):
        return self.page.locator("#messages .bubble").count()

    def settle(self, count):
        self.until(
            f"() => document.querySelectorAll('#messages .bubble').length >= {count}"
            " && !document.querySelector('.working') && !document.querySelector('#send').disabled")

    def talk(self):
        """On a phone the conversation is a tab of its own."""
        tab = self.page.locator("#tab-talk")
        if tab.is_visible():
            tab.click()

    def say(self, text, keys=False):
        before = self.count()
        if keys:
            self.page.keyboard.type(text)
            self.page.keyboard.press("Enter")
        else:
            self.talk()
            self.page.fill("#message", text)
            self.page.click("#send")
        self.settle(before + 2)
        return self.messages[-1]

    @property
    def stage(self):
        return self.ask("async () => (await (await fetch('/api/v1/sessions/' +"
                        " JSON.parse(localStorage.getItem('paygent.session')) + '/status')).json()).stage")

    def tab(self, name):
        self.page.click(f"#tab-{name}")

    def finish(self, opening=WEATHER, name=None, **options):
        """From the first sentence to a finished design."""
        self.say(opening, **options)
        if name:
            self.say(f"The name is {name}.", **options)
        for _ in range(12):
            stage = self.stage
            if stage == "completed":
                return
            self.say("yes, ship it" if stage == "reviewing_workflow" else "you decide", **options)
        raise AssertionError(f"not finished: {self.messages[-1]}")
