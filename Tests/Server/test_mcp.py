"""The official MCP SDK's client and bare HTTP against /mcp."""

import asyncio
import base64
import io
import json
import zipfile

import pytest
from jsonschema import Draft202012Validator
from mcp import Client
from mcp.client.streamable_http import create_mcp_http_client, streamable_http_client
from mcp.shared.exceptions import MCPError
from mcp_types import CallToolResult, ListToolsResult
from mcp_types.version import HANDSHAKE_PROTOCOL_VERSIONS, KNOWN_PROTOCOL_VERSIONS

from paygent import WEATHER, Server
from test_bad_input import UNKNOWN

READING = {
    "design_show", "export_prompt", "list_agents", "list_approvals", "wallet_balance",
    "payments_history", "discover_services", "check_balance",
}
DESTROYING = {
    "run_agent", "approve", "reject", "x402_payment", "transfer_tokens", "swap_tokens",
    "perpetual_trade", "prediction_market", "subscribe_service",
}
JSON = {"Accept": "application/json, text/event-stream"}
MODES = ["legacy", "auto"]


def talk(server, work, mode="auto"):
    """Runs `work(client)` with the SDK's client."""

    async def main():
        async with Client(f"http://127.0.0.1:{server.port}/mcp", mode=mode) as client:
            return await work(client)

    return asyncio.run(main())


async def call(client, name, **arguments):
    result = await client.call_tool(name, arguments)
    assert not result.is_error, result.content[0]
    assert json.loads(result.content[0].text) == result.structured_content
    return result.structured_content


async def refused(client, name, **arguments):
    result = await client.call_tool(name, arguments)
    assert result.is_error, result
    return result


async def designed(client, opening):
    start = await call(client, "design_start", initial_message=opening)
    session, reply = start["session_id"], start
    for _ in range(25):
        said = "yes, ship it" if reply["question_topic"] == "confirm" else "you decide"
        reply = await call(client, "design_message", session_id=session, message=said)
        if reply["is_complete"]:
            return session
    raise AssertionError(reply)


# The SDK's client


@pytest.mark.parametrize("mode", MODES)
def test_the_sdk_lists_tools_whose_schemas_are_valid(server, mode):
    async def work(client):
        newest = HANDSHAKE_PROTOCOL_VERSIONS if mode == "legacy" else KNOWN_PROTOCOL_VERSIONS
        assert client.session.protocol_version == newest[-1]
        assert client.session.server_info.name == "paygent"
        assert "person" in client.session.instructions
        return (await client.list_tools()).tools

    tools = talk(server, work, mode)
    for tool in tools:
        Draft202012Validator.check_schema(tool.input_schema)
        assert tool.title and tool.description
        assert tool.annotations.read_only_hint == (tool.name in READING)
        assert tool.annotations.destructive_hint == (tool.name in DESTROYING)
    names = {tool.name for tool in tools}
    assert names == READING | DESTROYING | {"design_start", "design_message", "register_agent"}


@pytest.mark.parametrize("mode", MODES)
def test_from_the_first_sentence_to_a_paid_run_with_a_persons_yes(server, mode):
    async def work(client):
        session = await designed(
            client, f"an agent called {mode}buyer that buys weather data, at most 10 cents a "
            "payment, $5 a day, ask me above 1 cent")
        shown = await call(client, "design_show", session_id=session)
        assert shown["proof"]["holds"] is True and shown["workflow"]["nodes"]
        assert shown["max_loss_24h"] and shown["is_final"] is True

        prompt = await client.call_tool("export_prompt", {"session_id": session, "format": "anthropic"})
        assert not prompt.is_error and "weather" in prompt.content[0].text
        packed = await client.call_tool("export_prompt", {"session_id": session, "format": "zip"})
        blob = base64.b64decode(packed.content[0].resource.blob)
        assert zipfile.ZipFile(io.BytesIO(blob)).testzip() is None

        agent = (await call(client, "register_agent", session_id=session))["name"]
        assert agent in [item["name"] for item in (await call(client, "list_agents"))["items"]]
        before = await call(client, "wallet_balance", tokens="USDC")

        run = await call(client, "run_agent", agent=agent, command="buy today's weather quote")
        assert run["status"] == "awaiting_approval" and len(run["approvals"]) == 1
        waiting = (await call(client, "list_approvals"))["items"]
        item = next(item for item in waiting if item["payment"]["agent"] == agent)
        assert await call(client, "wallet_balance", tokens="USDC") == before

        wrong = await refused(client, "approve", approval_id=item["id"], hash="00")
        assert wrong.structured_content["code"] == "approval_changed"
        yes = await call(client, "approve", approval_id=item["id"], hash=item["hash"])
        assert yes["decision"] == "approved" and yes["payment"]["status"] == "completed"
        assert yes["payment"]["simulated"] is True
        again = await refused(client, "approve", approval_id=item["id"], hash=item["hash"])
        assert again.structured_content["code"] == "approval_decided"

        after = await call(client, "wallet_balance", tokens="USDC")
        assert after["balances"] != before["balances"]
        paid = await call(client, "payments_history", agent=agent, status="completed", limit=5)
        assert [payment["amount"] for payment in paid["items"]] == [item["payment"]["amount"]]

    talk(server, work, mode)


def test_a_no_carries_the_hash_and_nothing_is_paid(server):
    async def work(client):
        session = await designed(
            client, "an agent called mcpasker that buys weather data, at most 10 cents a payment, "
            "$5 a day, ask me above 1 cent")
        agent = (await call(client, "register_agent", session_id=session))["name"]
        run = await call(client, "run_agent", agent=agent, command="buy today's weather quote")
        item = run["approvals"][0]
        wrong = await refused(client, "reject", approval_id=item["id"], hash="00")
        assert wrong.structured_content["code"] == "approval_changed"
        missing = await refused(client, "reject", approval_id=item["id"])
        assert "hash" in missing.content[0].text
        no = await call(
            client, "reject", approval_id=item["id"], hash=item["hash"], reason="too dear")
        assert no["decision"] == "rejected" and no["payment"]["status"] == "failed"
        late = await refused(client, "approve", approval_id=item["id"], hash=item["hash"])
        assert late.structured_content["code"] == "approval_decided"
        done = await call(client, "payments_history", agent=agent)
        assert [payment["status"] for payment in done["items"]] == ["failed"]

    talk(server, work)


def test_what_goes_wrong_is_told_in_plain_sentences(server):
    async def work(client):
        for name, arguments, part in [
            ("design_show", {"session_id": UNKNOWN}, "no session"),
            ("design_show", {"session_id": ""}, "no session"),
            ("design_show", {"session_id": "../../agents"}, "no session"),
            ("design_show", {}, "'session_id' is missing"),
            ("design_message", {"session_id": UNKNOWN, "message": "hello"}, "no session"),
            ("design_start", {"initial_message": "  "}, "blank"),
            ("design_start", {"initial_message": 7}, "must be text"),
            ("design_start", {"first": "hello"}, "takes no 'first'"),
            ("run_agent", {"command": "buy", "agent": "nobody"}, "nobody"),
            ("run_agent", {"command": ""}, "blank"),
            ("approve", {"approval_id": UNKNOWN, "hash": "00"}, "nothing with this id"),
            ("payments_history", {"limit": 0}, "1 to 200"),
            ("payments_history", {"status": "paid"}, "one of"),
            ("wallet_balance", {"network": "mars"}, "none of"),
            ("register_agent", {"session_id": UNKNOWN}, "no session"),
            ("export_prompt", {"session_id": UNKNOWN, "format": "cobol"}, "cobol"),
        ]:
            result = await refused(client, name, **arguments)
            assert part in result.content[0].text, (name, arguments, result)
        fresh = await call(client, "design_start")
        shown = await call(client, "design_show", session_id=fresh["session_id"])
        assert shown["workflow"] is None and shown["workflow_waits_for"]
        for wrong in [client.call_tool("rob_bank", {}), client.list_tools(cursor="x")]:
            with pytest.raises(MCPError) as error:
                await wrong
            assert error.value.error.code == -32602

    talk(server, work, "legacy")


def test_an_exported_design_finds_its_tools_here(server):
    async def promised(client, opening):
        session = await designed(client, opening + ", at most $1 a payment and $50 a day, never ask me")
        export = await client.call_tool("export_prompt", {"session_id": session, "format": "mcp"})
        return session, json.loads(export.content[0].text)["tools"]

    async def work(client):
        served = {tool.name: tool.input_schema for tool in (await client.list_tools()).tools}
        _, trading = await promised(
            client, "an agent called trader that finds services, swaps tokens, trades perpetuals "
            "and bets on prediction markets")
        session, paying = await promised(
            client, "an agent called payer that buys data and sends money to people")
        assert len(trading) >= 4 and len(paying) >= 2, (trading, paying)
        for tool in trading + paying:
            takes = served[tool["name"]]
            assert tool["inputSchema"]["properties"].keys() <= takes["properties"].keys()
            assert set(takes["required"]) <= set(tool["inputSchema"]["required"])

        agent = (await call(client, "register_agent", session_id=session))["name"]
        found = await call(client, "discover_services", q="weather")
        url = found["services"][0]["url"]
        buy = {"url": url, "agent": agent, "idempotency_key": "once"}
        first, second = await call(client, "x402_payment", **buy), await call(client, "x402_payment", **buy)
        assert first["status"] == "completed" and first["run_id"] == second["run_id"]
        sent = await call(
            client, "transfer_tokens", agent=agent, amount="0.25", token="USDC",
            recipient="0x52908400098527886E0F7030069857D2E4169EE7")
        assert sent["status"] == "completed", sent
        dear = await refused(client, "x402_payment", url=url, agent=agent, max_amount="0.01")
        assert "0.01" in dear.content[0].text
        paid = await call(client, "payments_history", agent=agent, status="completed")
        assert len(paid["items"]) == 2

    talk(server, work)


def talk_as(server, name, work):
    async def main():
        async with create_mcp_http_client(headers={"X-API-Key": f"{name}-has-a-long-key"}) as http:
            url = f"http://127.0.0.1:{server.port}/mcp"
            async with Client(streamable_http_client(url, http_client=http)) as client:
                return await work(client)

    return asyncio.run(main())


def test_a_key_is_needed_and_decides_only_as_its_holder(tmp_path):
    keys = "ana=ana-has-a-long-key,bob=bob-has-a-long-key"
    settings = {"PAYGENT_API_KEYS": keys, "PAYGENT_FOUR_EYES": "on"}

    async def ask(client):
        session = await designed(
            client, "an agent called buyer that buys weather data, at most $1 a payment, $50 a "
            "day, ask bob above 1 cent")
        agent = (await call(client, "register_agent", session_id=session))["name"]
        run = await call(client, "run_agent", agent=agent, command="buy today's weather quote")
        item = run["approvals"][0]
        for claimed in [{}, {"approver": "bob"}, {"approver": "owner"}]:
            no = await refused(
                client, "approve", approval_id=item["id"], hash=item["hash"], **claimed)
            assert no.structured_content["code"] == "not_an_approver"
        return item

    with Server(tmp_path / "data", environment=settings) as office:
        assert office.post("/mcp", message("initialize")).status == 401
        item = talk_as(office, "ana", ask)
        yes = talk_as(office, "bob", lambda client: call(
            client, "approve", approval_id=item["id"], hash=item["hash"]))
        assert yes["payment"]["status"] == "completed"


# Bare messages


def message(method, id=1, **params):
    if method == "initialize" and not params:
        params = {
            "protocolVersion": "2025-06-18", "capabilities": {},
            "clientInfo": {"name": "test", "version": "1"},
        }
    return {"jsonrpc": "2.0", "id": id, "method": method, "params": params}


def post(server, body, session=None, **headers):
    headers = {**JSON, **{name.replace("_", "-"): value for name, value in headers.items()}}
    if session:
        headers["Mcp-Session-Id"] = session
    return server.post("/mcp", body, headers=headers)


def code(answer, status):
    assert answer.status == status, answer
    assert answer.headers["content-type"] == "application/json"
    assert answer.json["error"]["message"].endswith(".")
    return answer.json["error"]["code"]


@pytest.fixture(scope="module")
def session(server):
    answer = post(server, message("initialize"))
    assert answer.json["result"]["protocolVersion"] == "2025-06-18"
    opened = answer.headers["mcp-session-id"]
    initialized = {"jsonrpc": "2.0", "method": "notifications/initialized"}
    answer = post(server, initialized, opened, MCP_Protocol_Version="2025-06-18")
    assert answer.status == 202 and answer.body == b""
    return opened


@pytest.mark.parametrize("asked", [*HANDSHAKE_PROTOCOL_VERSIONS, "2026-07-28", "1999-01-01"])
def test_the_revision_is_negotiated(server, asked):
    body = message("initialize", protocolVersion=asked, capabilities={}, clientInfo={})
    result = post(server, body).json["result"]
    known = asked in HANDSHAKE_PROTOCOL_VERSIONS
    assert result["protocolVersion"] == (asked if known else HANDSHAKE_PROTOCOL_VERSIONS[-1])
    assert result["capabilities"] == {"tools": {"listChanged": False}}


def test_a_session_is_needed_and_can_be_ended(server):
    ping = message("ping")
    assert code(post(server, ping), 400) == -32600
    assert code(post(server, ping, "no-such-session"), 404) == -32600
    opened = post(server, message("initialize")).headers["mcp-session-id"]
    assert post(server, ping, opened).json == {"jsonrpc": "2.0", "id": 1, "result": {}}
    ended = {"Mcp-Session-Id": opened}
    assert server.call("DELETE", "/mcp").status == 400
    assert server.call("DELETE", "/mcp", headers=ended).status == 204
    assert server.call("DELETE", "/mcp", headers=ended).status == 404
    assert code(post(server, ping, opened), 404) == -32600


def test_no_stream_is_offered(server):
    answer = server.get("/mcp", headers={"Accept": "text/event-stream"})
    assert answer.status == 405 and answer.headers["allow"] == "POST, DELETE, OPTIONS"


@pytest.mark.parametrize("body,status,expected", [
    (b"", 400, -32700), (b"{", 400, -32700), (b"\xff\xfe", 400, -32700),
    (b"[" * 100_000, 400, -32700), ([], 400, -32600), ([message("ping")], 400, -32600),
    ({"id": 1, "method": "ping"}, 400, -32600), (message("ping", id=None), 400, -32600),
    (message("ping", id=1.5), 400, -32600), ({"jsonrpc": "2.0", "id": 1}, 400, -32600),
    (message("tools/steal"), 200, -32601), (message("server/discover"), 200, -32601),
    (message("tools/call"), 200, -32602), (message("tools/call", name="x"), 200, -32602),
    (message("tools/call", name="list_agents", arguments=[]), 200, -32602),
    (message("tools/list", cursor="x"), 200, -32602),
    (message("initialize", capabilities={}), 400, -32602),
])
def test_garbage_is_answered_by_the_right_code(server, session, body, status, expected):
    assert code(post(server, body, session), status) == expected


def test_an_oversized_message_is_refused(server, session):
    assert post(server, b" " * (1 << 21), session).status == 413
    long = message("tools/call", name="design_start", arguments={"initial_message": "a" * 20_001})
    result = post(server, long, session).json["result"]
    assert result["isError"] and "20000" in result["content"][0]["text"]


def test_an_unknown_revision_in_the_header_is_refused(server, session):
    answer = post(server, message("ping", id="a"), session, MCP_Protocol_Version="2020-01-01")
    assert code(answer, 400) == -32022
    assert answer.json["id"] == "a"
    assert answer.json["error"]["data"]["supported"] == list(KNOWN_PROTOCOL_VERSIONS)


def test_an_answer_comes_in_the_form_that_is_accepted(server, session):
    listing = message("tools/call", id="e", name="list_agents")
    answer = post(server, listing, session, Accept="text/event-stream")
    assert answer.headers["content-type"].startswith("text/event-stream")
    data = [line[6:] for line in answer.text.splitlines() if line.startswith("data: ")]
    assert len(data) == 1 and json.loads(data[0])["id"] == "e"
    CallToolResult.model_validate(json.loads(data[0])["result"])
    for accept in ["application/json", "*/*", JSON["Accept"]]:
        answer = post(server, message("tools/list"), session, Accept=accept)
        ListToolsResult.model_validate(answer.json["result"])
    assert code(post(server, listing, session, Accept="image/png"), 406) == -32600


def test_pages_of_other_sites_are_kept_out(server):
    host = f"127.0.0.1:{server.port}"
    ours = post(server, message("initialize"), Origin=f"http://{host}")
    assert ours.status == 200, ours
    for headers in [
        {"Origin": "https://evil.example"}, {"Origin": "null"},
        # A name that was made to point here: the browser takes the page for ours.
        {"Origin": f"http://evil.example:{server.port}", "Host": f"evil.example:{server.port}"},
    ]:
        answer = post(server, message("initialize"), **headers)
        assert answer.status == 403 and answer.json["code"] == "origin_not_allowed", answer
        assert server.call("DELETE", "/mcp", headers=headers).status == 403


def test_a_message_sent_twice_is_carried_out_once(server, session):
    def paid():
        return len(server.get("/api/v1/payments/history?limit=200").json["items"])

    buy = message("tools/call", id="buy-1", name="run_agent",
                  arguments={"command": "buy today's weather quote"})
    before = paid()
    first, second = post(server, buy, session).json, post(server, buy, session).json
    assert first["result"]["structuredContent"]["status"] == "completed", first
    assert first == second and paid() == before + 1
    other = post(server, {**buy, "id": "buy-2"}, session).json["result"]["structuredContent"]
    assert other["run_id"] != first["result"]["structuredContent"]["run_id"]
    assert paid() == before + 2


def test_without_sessions_the_headers_are_what_the_body_says(server):
    meta = {"io.modelcontextprotocol/protocolVersion": "2026-07-28",
            "io.modelcontextprotocol/clientCapabilities": {}}
    headers = {"MCP_Protocol_Version": "2026-07-28", "Mcp_Method": "tools/call",
               "Mcp_Name": "list_agents"}
    body = message("tools/call", name="list_agents", _meta=meta)
    result = post(server, body, **headers).json["result"]
    assert result["resultType"] == "complete" and not result["isError"]
    for changed in [{"Mcp_Method": "tools/list"}, {"Mcp_Name": "wallet_balance"}]:
        assert code(post(server, body, **{**headers, **changed}), 400) == -32020
    assert code(post(server, message("tools/call", name="list_agents"), **headers), 400) == -32602
    unknown = message("ping", _meta=meta)
    assert code(post(server, unknown, **{**headers, "Mcp_Method": "ping"}), 404) == -32601


def test_a_subscription_is_paid_within_the_agents_limits(server):
    async def work(client):
        session = await designed(
            client, "an agent called subscriber that subscribes to news services and pays for them, "
            "at most $1 a payment and $10 a day, never ask me for approval")
        agent = (await call(client, "register_agent", session_id=session))["name"]
        order = {"service_id": "paygent-demo-bulletin", "agent": agent, "idempotency_key": "sub-1"}
        first = await call(client, "subscribe_service", **order)
        again = await call(client, "subscribe_service", **order)
        assert first["subscription"]["status"] == "active" and again["run_id"] == first["run_id"]
        gone = await refused(client, "subscribe_service", service_id="none", agent=agent)
        assert gone.structured_content["code"] == "service_not_found"
        await refused(client, "subscribe_service", agent=agent)

    talk(server, work)
