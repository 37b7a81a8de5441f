"""A database that was put back to an earlier day: it signs nothing until a person has compared it with
the chain."""

import json
import os
import shutil
import sqlite3
import subprocess

import pytest

from devnet import NETWORK, Devnet
from paygent import BINARY, Server, finish

WISH = "an agent that buys weather data, at most 10 cents a call and $5 a day, ask me above $0.01"
RECIPIENT = "0x52908400098527886E0F7030069857D2E4169EE7"


@pytest.fixture(scope="module")
def net(tmp_path_factory):
    with Devnet(tmp_path_factory.mktemp("devnet")) as running:
        yield running


def paygent(net, data, *words, typed=""):
    return subprocess.run(
        [BINARY, *words, "--data", str(data)], capture_output=True, text=True, timeout=60,
        check=False, input=typed,
        env={"PATH": os.environ["PATH"], "LANG": "C.UTF-8", **net.setting})


def send(box, amount, **options):
    answer = box.post(
        "/api/v1/wallet/transfer", {"recipient": RECIPIENT, "amount": amount, "token": "USDC"},
        **options)
    assert answer.status == 200, answer
    return answer.json


def wait_for_a_person(box):
    session = box.create()
    finish(box, session, WISH)
    agent = box.post("/api/v1/agents", {"session_id": session}).json["name"]
    waiting = box.post(
        f"/api/v1/agents/{agent}/run", {"message": "buy today's weather quote"}).json
    assert waiting["status"] == "awaiting_approval", waiting
    return waiting


def restore(data, copy):
    for name in ("paygent.db-wal", "paygent.db-shm"):
        (data / name).unlink(missing_ok=True)
    shutil.copyfile(copy, data / "paygent.db")


def funded(box, net):
    net.fund(box.get("/api/v1/wallet/balance").json["wallet_address"], dollars=10, coins=10)


def refused(box, net):
    """A payment is refused with its code, and nothing moves."""
    before = net.balance(RECIPIENT)
    answer = send(box, "0.02")
    assert answer["status"] == "refused" and "paygent reconcile" in answer["result"], answer
    assert answer["payments"][0]["reason_code"] == "reconcile_first"
    assert net.balance(RECIPIENT) == before


def test_a_restored_backup_signs_nothing_until_a_person_has_compared_it(net, tmp_path):
    data, copy = tmp_path / "data", tmp_path / "copy.db"
    with Server(data, environment=net.setting) as box:
        funded(box, net)
        before = net.balance(RECIPIENT)
        assert send(box, "0.01")["status"] == "completed"
        assert paygent(net, data, "backup", str(copy)).returncode == 0
        later = send(box, "0.03")
        assert later["status"] == "completed"
        assert box.get("/api/v1/reconciliation").json["status"] == "clear"
    restore(data, copy)
    with Server(data, environment=net.setting) as box:
        refused(box, net)
        report = box.get("/api/v1/reconciliation").json
        assert report["status"] == "held" and report["cause"] == "restored_backup"
        lost = [found["transaction"] for found in report["unknown_transfers"]]
        assert lost == [later["payments"][0]["transaction"]], report
        health = box.get("/health").json["dependencies"]["signing"]
        assert health["status"] == "down" and "reconcile" in health["note"]
        wrong = box.post("/api/v1/reconciliation", {"hash": "0" * 64})
        assert wrong.status == 409 and wrong.json["code"] == "reconciliation_changed"
        refused(box, net)

        unsure = paygent(net, data, "reconcile", typed="no\n")
        assert unsure.returncode == 3 and later["payments"][0]["transaction"] in unsure.stdout
        refused(box, net)
        sure = paygent(net, data, "reconcile", typed="yes\n")
        assert sure.returncode == 0, sure.stderr
        assert send(box, "0.02")["status"] == "completed"
        assert net.balance(RECIPIENT) == before + 10_000 + 30_000 + 20_000
    with Server(data, environment=net.setting) as box:
        assert box.get("/api/v1/reconciliation").json["status"] == "clear"
        assert box.get("/api/v1/audit/verify").json["holds"] is True
    assert "restored from a backup" in (tmp_path / "data.log").read_text()


def test_an_older_copy_of_the_file_is_noticed_by_the_mark_beside_the_key(net, tmp_path):
    data, copy = tmp_path / "data", tmp_path / "copy.db"
    with Server(data, environment=net.setting) as box:
        funded(box, net)
        assert send(box, "0.01")["status"] == "completed"
    # Another program's copy, which says nothing of itself.
    with sqlite3.connect(data / "paygent.db") as database:
        database.execute("VACUUM INTO ?", (str(copy),))
    with Server(data, environment=net.setting) as box:
        assert send(box, "0.01")["status"] == "completed"
        assert send(box, "0.01")["status"] == "completed"
    restore(data, copy)
    with Server(data, environment=net.setting) as box:
        refused(box, net)
        report = box.get("/api/v1/reconciliation").json
        assert report["cause"] == "older_copy" and len(report["unknown_transfers"]) == 2
        done = box.post("/api/v1/reconciliation", {"hash": report["hash"]})
        assert done.status == 200 and done.json["booked"] == []
        assert send(box, "0.01")["status"] == "completed"


def test_what_waited_in_the_copy_and_was_paid_since_is_booked_not_paid_again(net, tmp_path):
    """Approved after the copy was made: the copy still asks, and the chain knows better."""
    data, copy = tmp_path / "data", tmp_path / "copy.db"
    with Server(data, environment=net.setting) as box:
        funded(box, net)
        waiting = wait_for_a_person(box)
        assert paygent(net, data, "backup", str(copy)).returncode == 0
        [approval] = box.get("/api/v1/approvals/pending").json["items"]
        payee = approval["payment"]["pay_to"]
        before = net.balance(payee)
        yes = box.post(f"/api/v1/approvals/{approval['id']}/approve", {"hash": approval["hash"]})
        assert yes.json["payment"]["status"] == "completed", yes
        assert net.balance(payee) == before + 50_000
    restore(data, copy)
    with Server(data, environment=net.setting) as box:
        [approval] = box.get("/api/v1/approvals/pending").json["items"]
        no = box.post(f"/api/v1/approvals/{approval['id']}/approve", {"hash": approval["hash"]})
        assert no.status == 409 and no.json["code"] == "reconcile_first", no
        [found] = box.get("/api/v1/reconciliation").json["open_payments"]
        assert found["chain"] == "paid" and found["id"].startswith(waiting["run_id"])
        done = paygent(net, data, "reconcile", "--yes", "--output", "json")
        assert json.loads(done.stdout)["booked"] == [found["id"]], done
        assert box.get(f"/api/v1/payments/{found['id']}").json["status"] == "completed"
        assert box.get("/api/v1/approvals/pending").json["items"] == []
        assert box.get("/api/v1/audit/verify").json["holds"] is True
    assert net.balance(payee) == before + 50_000


def test_a_chain_that_does_not_answer_keeps_the_hold(net, tmp_path):
    data, copy = tmp_path / "data", tmp_path / "copy.db"
    with Server(data, environment=net.setting) as box:
        funded(box, net)
        wait_for_a_person(box)
        assert paygent(net, data, "backup", str(copy)).returncode == 0
    restore(data, copy)
    with Server(data, environment=net.setting) as box:
        net.fault(http_error_next=1000)
        try:
            report = box.get("/api/v1/reconciliation")
            assert report.status == 409 and report.json["code"] == "reconcile_first", report
        finally:
            net.fault(reset=True)
        assert box.get("/api/v1/reconciliation").json["status"] == "held"


def test_a_mark_that_cannot_be_read_signs_nothing(net, tmp_path):
    data = tmp_path / "data"
    with Server(data, environment=net.setting) as box:
        funded(box, net)
        assert send(box, "0.01")["status"] == "completed"
    (data / "signed-up-to").write_text("nonsense\n")
    with Server(data, environment=net.setting) as box:
        refused(box, net)
        report = box.get("/api/v1/reconciliation").json
        assert report["cause"] == "unreadable_mark"
        assert box.post("/api/v1/reconciliation", {"hash": report["hash"]}).status == 200
        assert send(box, "0.01")["status"] == "completed"
