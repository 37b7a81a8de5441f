"""The subcommands beside `chat`, against the data folder and against a service."""

import json
import os
import shutil
import subprocess

import pytest

from paygent import BINARY, ROOT, Server, finish

KEY = "a-key-of-enough-length"
NAMES = [
    "chat", "serve", "run", "pay", "facilitator", "seller", "export", "sessions", "agents", "approvals", "kill", "revive",
    "ledger", "audit", "doctor", "migrate", "backup", "reconcile", "simulate", "config", "openapi",
    "completion", "man", "version",
]


def run(*words, environment=None, cwd=None):
    return subprocess.run(
        [BINARY, *words], capture_output=True, text=True, timeout=60, cwd=cwd, check=False,
        stdin=subprocess.DEVNULL, env={"PATH": os.environ["PATH"], "LANG": "C.UTF-8", **(environment or {})},
    )


WISH = "an agent that buys weather data, at most 10 cents a call and $5 a day, ask me above $0.01"


def with_agent(server):
    server.session = server.create()
    finish(server, server.session, WISH)
    server.agent = server.post("/api/v1/agents", {"session_id": server.session}).json["name"]


@pytest.fixture(scope="module")
def service(tmp_path_factory):
    """A running service with a key, and one agent."""
    folder = tmp_path_factory.mktemp("service")
    with Server(folder / "data") as without_key:
        with_agent(without_key)
    with Server(folder / "data", "--api-keys", KEY) as server:
        server.session, server.agent = without_key.session, without_key.agent
        yield server


def at(server):
    return ["--server", f"http://127.0.0.1:{server.port}"]


@pytest.fixture
def as_owner():
    return {"PAYGENT_API_KEY": KEY}


def test_a_design_is_exported_to_a_file_and_to_standard_output(service, as_owner, tmp_path):
    file = tmp_path / "agent.md"
    result = run("export", "last", "--out", str(file), "--output", "json", *at(service), environment=as_owner)
    assert result.returncode == 0, result.stderr
    assert json.loads(result.stdout)["bytes"] == file.stat().st_size
    printed = run("export", service.session, *at(service), environment=as_owner)
    assert printed.stdout == file.read_text()
    other = run("export", "last", "--format", "dify", *at(service), environment=as_owner)
    assert other.returncode == 0 and "kind: app" in other.stdout
    assert run("export", "last", "--format", "nonsense", *at(service)).returncode == 2


def test_agents_are_listed_shown_stopped_revived_and_deleted(service, as_owner):
    def json_of(*words):
        result = run(*words, "--output", "json", *at(service), environment=as_owner)
        assert result.returncode == 0, result.stderr
        return json.loads(result.stdout)

    name = service.agent
    assert {"paygent", name} <= {item["name"] for item in json_of("agents")["items"]}
    assert json_of("agents", "show", name)["status"] == "active"
    assert json_of("kill", name)["items"][0]["status"] == "killed"
    assert "stopped" in run("agents", *at(service), environment=as_owner).stdout
    json_of("revive", name)
    assert json_of("kill", "--all")["status"] == "killed"
    assert "still stopped" in json_of("revive", name)["message"]
    assert json_of("revive", "--all")["status"] == "active"
    json_of("revive", name)
    json_of("revive", "paygent")
    assert json_of("agents", "show", name)["status"] == "active"
    assert run("agents", "show", "nobody", *at(service), environment=as_owner).returncode == 3
    assert run("kill", *at(service), environment=as_owner).returncode == 2
    assert run("kill", name, "--all", *at(service), environment=as_owner).returncode == 2


@pytest.mark.parametrize("action, status", [("reject", "refused"), ("approve", "completed")])
def test_a_waiting_payment_is_shown_and_decided(tmp_path, action, status):
    with Server(tmp_path / "data") as server:
        with_agent(server)
        decide(server, action, status)


def decide(server, action, status):
    order = {"message": "buy today's weather quote"}
    ran = server.post(f"/api/v1/agents/{server.agent}/run", order).json
    assert ran["status"] == "awaiting_approval", ran
    shown = run("approvals", *at(server)).stdout
    assert "0.05 USDC" in shown and "Cronos testnet" in shown and "wait for a person" in shown
    listed = json.loads(run("approvals", "--output", "json", *at(server)).stdout)
    identifier = listed["items"][0]["id"]
    assert "0.05 USDC" in run("approvals", "show", identifier, *at(server)).stdout
    decided = run("approvals", action, identifier, *at(server))
    assert decided.returncode == 0, decided.stderr
    log = server.get(f"/api/v1/logs/{ran['run_id']}").json
    assert log["status"] == status
    again = run("approvals", action, identifier, *at(server))
    assert again.returncode == 3 and again.stderr
    assert "Nothing waits" in run("approvals", *at(server)).stdout


def test_the_books_are_checked_here_and_there(service, as_owner):
    for name in ["ledger", "audit"]:
        remote = run(name, "verify", *at(service), environment=as_owner)
        assert remote.returncode == 0 and "the sums are zero" in remote.stdout
        local = run(name, "verify", "--output", "json", "--data", str(service.data))
        assert json.loads(local.stdout)["holds"] is True


def test_the_key_comes_from_the_environment_or_a_file_and_never_from_the_words(service, tmp_path):
    file = tmp_path / "key"
    file.write_text(KEY + "\n")
    assert run("agents", *at(service), "--api-key-file", str(file)).returncode == 0
    refused = run("agents", *at(service))
    assert refused.returncode == 3 and "key" in refused.stderr.lower()
    assert run("agents", *at(service), "--api-key-file", str(tmp_path / "none")).returncode == 1
    assert run("agents", *at(service), "--api-key", KEY).returncode == 2


def test_who_does_not_answer_is_named(tmp_path):
    result = run("agents", "--server", "http://127.0.0.1:1")
    assert result.returncode in (1, 4) and "127.0.0.1:1" in result.stderr
    assert run("agents", "--server", "ftp://x").returncode == 78


def test_looking_creates_nothing(tmp_path):
    for words in [["agents"], ["sessions"], ["export", "last"], ["ledger", "verify"], ["doctor"], ["openapi"]]:
        result = run(*words, cwd=tmp_path)
        assert list(tmp_path.iterdir()) == [], words
        assert result.returncode == (0 if words[0] in ("doctor", "openapi") else 1), words
        assert words[0] in ("doctor", "openapi") or "there is no database" in result.stderr


def test_the_doctor_says_what_is_wrong_and_what_to_do(tmp_path):
    data = tmp_path / "data"
    assert run("migrate", "--data", str(data)).returncode == 0
    words = ["doctor", "--data", str(data), "--web", str(ROOT / "web"), "--port", "0"]
    healthy = run(*words)
    assert healthy.returncode == 0 and "is sound" in healthy.stdout and "all are applied" in healthy.stdout
    (data / "passphrase").write_text("x")
    (data / "keystore.json").write_text("{}")
    (data / "passphrase").chmod(0o644)
    sick = run(*words, "--output", "json", "--redis-url", "redis://127.0.0.1:1/0")
    assert sick.returncode == 3
    lines = {item["name"]: item for item in json.loads(sick.stdout)["items"]}
    assert lines["key"]["status"] == "bad" and "chmod 600" in lines["key"]["note"]
    assert lines["redis"]["status"] == "warn" and lines["redis"]["advice"]
    data.chmod(0o755)
    assert "chmod 700" in run(*words).stdout
    (data / "paygent.db").write_bytes(b"not a database at all, but long enough to be read as one" * 100)
    assert "put a backup in its place" in run(*words).stdout
    assert run("doctor", "--port", "many").returncode == 3


def test_help_man_page_and_table_tell_of_the_same_commands(tmp_path):
    overview = run("--help").stdout
    page = run("man").stdout
    for name in NAMES:
        assert f"\n  {name} " in overview
        help_text = run(name, "--help")
        assert help_text.returncode == 0 and f"Usage: paygent {name}" in help_text.stdout
        assert f".SS {name}" in page
        assert "\\-\\-output" in page


def test_the_man_page_is_clean(tmp_path):
    file = tmp_path / "paygent.1"
    file.write_text(run("man").stdout)
    lint = subprocess.run(["mandoc", "-T", "lint", "-W", "warning", file], capture_output=True, text=True, check=False)
    assert lint.stdout + lint.stderr == ""
    groff = subprocess.run(["groff", "-ww", "-man", "-Tutf8", "-z", file], capture_output=True, text=True, check=False)
    assert groff.stdout + groff.stderr == ""
    shown = subprocess.run(
        ["man", "-l", str(file)], capture_output=True, text=True, check=True,
        env={"PATH": os.environ["PATH"], "MANPAGER": "cat", "COLUMNS": "80", "LANG": "C.UTF-8"})
    assert "PAYGENT(1)" in shown.stdout and "EXIT STATUS" in shown.stdout


BASH = """
source <(paygent completion bash)
for line in "paygent ex" "paygent export x --format d" "paygent completion " "paygent kill --al" "paygent agents s"; do
    COMP_WORDS=($line); [[ "$line" == *" " ]] && COMP_WORDS+=("")
    COMP_CWORD=$((${#COMP_WORDS[@]} - 1)); _paygent
    echo "${COMPREPLY[*]}"
done
"""

ZSH = """
zmodload zsh/zpty
zpty z zsh -f -i
send() { zpty -w z "$1" }
send "PROMPT= ; autoload -Uz compinit; compinit -u -D; source <(paygent completion zsh); zstyle ':completion:*' list-prompt ''; LISTMAX=1000; stty columns 200 -echo; echo READY"
zpty -r -m z out '*READY*'
zpty -n -w z $'paygent expo\\t'
sleep 1
zpty -n -w z $'last --format dif\\t'
sleep 1
zpty -n -w z $'\\C-a: \\C-e; echo END\\n'
zpty -r -m z out '*END*'
print -r -- "$out"
zpty -d z
"""


def shell(*words, tmp_path):
    bin_folder = tmp_path / "bin"
    bin_folder.mkdir()
    (bin_folder / "paygent").symlink_to(BINARY)
    return subprocess.run(
        words, capture_output=True, text=True, timeout=60, cwd=tmp_path, check=False,
        env={"PATH": f"{bin_folder}:{os.environ['PATH']}", "HOME": str(tmp_path), "TERM": "xterm", "LANG": "C.UTF-8"},
    )


def test_bash_completes(tmp_path):
    result = shell("bash", "-c", BASH, tmp_path=tmp_path)
    assert result.stderr == ""
    assert result.stdout.splitlines() == ["export", "dify", "bash zsh fish", "--all", "show"]


def test_fish_completes(tmp_path):
    def ask(line):
        words = f"paygent completion fish | source; complete -C '{line}'"
        result = shell("fish", "--no-config", "-c", words, tmp_path=tmp_path)
        shutil.rmtree(tmp_path / "bin")
        assert result.stderr == ""
        return [line.split("\t")[0] for line in result.stdout.splitlines()]

    assert ask("paygent ex") == ["export"]
    assert ask("paygent export x --format di") == ["dify"]
    assert ask("paygent completion ") == ["bash", "fish", "zsh"]
    assert "--all" in ask("paygent kill --")


def test_zsh_completes(tmp_path):
    result = shell("zsh", "-f", "-c", ZSH, tmp_path=tmp_path)
    assert "paygent export last --format dify" in result.stdout.replace("\r", ""), result
