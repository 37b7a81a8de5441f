"""Notices by mail, over a real SMTP server: with STARTTLS and signing in, and one that refuses, hangs,
drops or is away."""

import asyncio
import email
import email.policy
import json
import socket
import ssl
import subprocess

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult

from paygent import Server
from test_agents import agent_of
from test_process import run
from test_processes import until
from test_runtime import execute

BUY = {"command": "buy today's weather quote"}
DESIGN = ("an agent called buyer that buys weather data, at most $1 a payment, $50 a day, ask me above "
          "1 cent, email ana@example.com about every payment")


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class MailServer:
    """`behave` gets the number of the mail, from 1: an answer, `hang` or `drop`."""

    def __init__(self, behave=lambda number: "250 taken", port=None, **parameters):
        self.behave, self.port, self.parameters = behave, port or free_port(), parameters
        self.mails, self.tries, self.logins, self.was_secure = [], 0, [], []

    async def handle_DATA(self, server, session, envelope):
        self.tries += 1
        answer = self.behave(self.tries)
        if answer == "hang":
            await asyncio.sleep(120)
        if answer == "drop":
            server.transport.abort()
            return "421 gone"
        if answer.startswith("250"):
            self.was_secure.append(session.ssl is not None)
            self.mails.append((
                envelope.mail_from, envelope.rcpt_tos,
                email.message_from_bytes(envelope.content, policy=email.policy.default)))
        return answer

    def authenticate(self, server, session, envelope, mechanism, data):
        self.logins.append((data.login.decode(), data.password.decode()))
        return AuthResult(success=data.password == b"correct horse", handled=False)

    def __enter__(self):
        self.controller = Controller(
            self, hostname="127.0.0.1", port=self.port, **self.parameters)
        self.controller.start()
        return self

    def __exit__(self, *_):
        self.controller.stop()

    @property
    def settings(self):
        return {
            "PAYGENT_MAIL_URL": f"smtp://127.0.0.1:{self.port}",
            "PAYGENT_MAIL_FROM": "pay@example.com"}

    def to(self, address):
        return [mail for _, recipients, mail in self.mails if recipients == [address]]


def buyer(server):
    return agent_of(server, DESIGN)


def test_owners_and_operators_are_told_in_plain_text(data):
    with MailServer() as mails:
        settings = {**mails.settings, "PAYGENT_MAIL_TO": "ops@example.com"}
        with Server(data, environment=settings) as server:
            agent = buyer(server)
            [approval] = execute(server, {**BUY, "agent": agent})["approvals"]
            until(lambda: mails.to("ana@example.com"))
            server.post(f"/api/v1/approvals/{approval['id']}/approve", {"hash": approval["hash"]})
            until(lambda: any("is made" in mail.get_content()
                              for mail in mails.to("ana@example.com")))
            until(lambda: any("is made" in mail.get_content()
                              for mail in mails.to("ops@example.com")))
        asked = mails.to("ana@example.com")[0]
        assert asked["To"] == "<ana@example.com>" or asked["To"] == "ana@example.com"
        assert asked["From"].addresses[0].addr_spec == "pay@example.com"
        assert asked["Subject"] == f"Paygent: A payment of 0.05 USDC by {agent} waits for a person."
        assert asked.get_content_type() == "text/plain" and not asked.is_multipart()
        assert asked["Auto-Submitted"] == "auto-generated" and asked["Message-ID"]
        text = asked.get_content()
        assert approval["id"] in text and "0.05 USDC" in text
        # The hash that a yes must carry is no thing for a mail, nor are signed bytes.
        everything = "".join(mail.get_content() for _, _, mail in mails.mails)
        assert approval["hash"] not in everything and "signature" not in everything
        ids = [mail["Message-ID"] for _, _, mail in mails.mails]
        assert len(ids) == len(set(ids))


def test_a_server_that_refuses_hangs_and_drops_holds_up_no_payment(data):
    def behave(number):
        return {1: "550 no such mailbox", 2: "drop", 3: "hang"}.get(number, "250 taken")

    with MailServer(behave) as mails, Server(data, environment=mails.settings) as server:
        agent = buyer(server)
        for _ in range(4):
            [approval] = execute(server, {**BUY, "agent": agent})["approvals"]
            tried = mails.tries
            # Paid while the mail is refused, dropped and hung up on.
            paid = server.post(
                f"/api/v1/approvals/{approval['id']}/approve", {"hash": approval["hash"]})
            assert paid.status == 200, paid
            until(lambda: mails.tries > tried, 120)
        history = server.get("/api/v1/payments/history?status=completed").json["items"]
        assert len(history) == 4
        wanted = {payment["id"] for payment in history}
        until(lambda: wanted == {
            one for one in wanted for _, _, mail in mails.mails
            if f"Payment    {one}\nReceipt" in mail.get_content().replace("\r", "")}, 180)
        ids = [mail["Message-ID"] for _, _, mail in mails.mails]
        assert len(ids) == len(set(ids))


def test_what_was_not_sent_is_sent_after_a_restart(data):
    port = free_port()
    settings = {"PAYGENT_MAIL_URL": f"smtp://localhost:{port}",
                "PAYGENT_MAIL_FROM": "pay@example.com", "PAYGENT_MAIL_TO": "ops@example.com"}
    server = Server(data, environment=settings).start()
    agent = buyer(server)
    server.post(f"/api/v1/agents/{agent}/kill")
    # Collected before the process is killed.
    until(lambda: outbox_count(data) == 2)
    server.kill()
    with MailServer(port=port) as mails:
        server.start()
        until(lambda: mails.to("ops@example.com") and mails.to("ana@example.com"), 60)
        assert "stopped buyer" in mails.to("ops@example.com")[0].get_content()
        assert server.stop() == 0


def outbox_count(data):
    import sqlite3
    with sqlite3.connect(f"file:{data}/paygent.db?mode=ro", uri=True) as database:
        return database.execute("SELECT count(*) FROM outbox WHERE way = 'mail'").fetchone()[0]


@pytest.fixture
def certificate(tmp_path):
    key, chain = tmp_path / "key.pem", tmp_path / "certificate.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1",
         "-nodes", "-keyout", key, "-out", chain, "-days", "1", "-subj", "/CN=localhost",
         "-addext", "subjectAltName=DNS:localhost"], check=True, capture_output=True)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(chain, key)
    return str(chain), context


def secured(port, chain):
    return {"PAYGENT_MAIL_URL": f"smtp://localhost:{port}", "PAYGENT_MAIL_FROM": "pay@example.com",
            "PAYGENT_MAIL_TO": "ops@example.com", "PAYGENT_MAIL_USER": "paygent",
            "PAYGENT_MAIL_PASSWORD": "correct horse", "PAYGENT_MAIL_CERTIFICATES": chain}


def doctor(settings, cwd):
    result = run("doctor", "--output", "json", environment=settings, cwd=cwd)
    [mail] = [item for item in json.loads(result.stdout)["items"] if item["name"] == "mail"]
    assert "correct horse" not in result.stdout + result.stderr
    return mail


def test_starttls_with_a_trusted_certificate_and_a_password(data, tmp_path, certificate):
    chain, context = certificate
    mails = MailServer(tls_context=context, require_starttls=True, auth_required=True)
    mails.parameters["authenticator"] = mails.authenticate
    with mails:
        settings = secured(mails.port, chain)
        assert doctor(settings, tmp_path)["status"] == "ok"
        with Server(data, environment=settings) as server:
            server.post(f"/api/v1/agents/{buyer(server)}/kill")
            until(lambda: mails.to("ops@example.com"), 60)
        assert all(mails.was_secure) and ("paygent", "correct horse") in mails.logins
        wrong = {**settings, "PAYGENT_MAIL_PASSWORD": "battery staple"}
        finding = doctor(wrong, tmp_path)
        assert finding["status"] == "warn" and "password" in finding["note"]
        # A certificate that nobody trusts, and a name that it does not hold.
        other = {**settings, "PAYGENT_MAIL_CERTIFICATES": "/etc/ssl/certs/ca-certificates.crt"}
        before = len(mails.logins)
        assert "not secure" in doctor(other, tmp_path)["note"]
        name = {**settings, "PAYGENT_MAIL_URL": f"smtp://127.0.0.1:{mails.port}"}
        assert "not secure" in doctor(name, tmp_path)["note"]
        assert len(mails.logins) == before


def test_no_password_and_no_mail_leave_without_the_tls_that_was_asked_for(tmp_path, certificate):
    chain, _ = certificate
    mails = MailServer(auth_require_tls=False)
    mails.parameters["authenticator"] = mails.authenticate
    with mails:
        finding = doctor(secured(mails.port, chain), tmp_path)
        assert finding["status"] == "warn" and "no TLS" in finding["note"]
        assert not mails.logins


@pytest.mark.parametrize("changes, word", [
    ({"PAYGENT_MAIL_URL": "http://mail.example.com"}, "PAYGENT_MAIL_URL"),
    ({"PAYGENT_MAIL_URL": "smtp://user:pw@mail.example.com"}, "PAYGENT_MAIL_URL"),
    ({"PAYGENT_MAIL_FROM": ""}, "PAYGENT_MAIL_FROM"),
    ({"PAYGENT_MAIL_FROM": "a@b.de\r\nBcc: x@y.z"}, "PAYGENT_MAIL_FROM"),
    ({"PAYGENT_MAIL_TO": "ops@example.com,nobody"}, "PAYGENT_MAIL_TO"),
    ({"PAYGENT_MAIL_USER": "paygent"}, "PAYGENT_MAIL_PASSWORD"),
    ({"PAYGENT_MAIL_PASSWORD": "correct horse"}, "PAYGENT_MAIL_USER"),
    ({"PAYGENT_MAIL_URL": ""}, "PAYGENT_MAIL_FROM"),
])
def test_a_configuration_that_cannot_work_refuses_to_start(tmp_path, changes, word):
    settings = {"PAYGENT_MAIL_URL": "smtp://mail.example.com", "PAYGENT_MAIL_FROM": "pay@example.com",
                **changes}
    result = run("config", "check", environment=settings, cwd=tmp_path)
    assert result.returncode == 78 and word in result.stderr
    assert "correct horse" not in result.stderr


def test_metadata_addresses_are_no_mail_servers(tmp_path):
    settings = {"PAYGENT_MAIL_URL": "smtp://169.254.169.254:25", "PAYGENT_MAIL_FROM": "a@example.com"}
    finding = doctor(settings, tmp_path)
    assert finding["status"] == "warn" and "may not be connected to" in finding["note"]
