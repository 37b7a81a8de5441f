"""The directory of services: adding, changing, finding, prices and reputations, discovery lists."""

import http.server
import json
import threading

import pytest
from paygent import Server
from test_agents import agent_of
from test_bad_input import problem

BUYER = "an agent that buys weather data, at most 10 cents a call and $5 a day, never ask me"
NEW = {
    "name": "Tide tables", "description": "High and low water", "category": "Sea",
    "url": "https://tides.example/today", "price": {"amount": "0.02", "token": "USDC"},
}
PERSON = "0x52908400098527886E0F7030069857D2E4169EE7"
USDC = "0x036CbD53842c5426634e7929541eC2318f3dCF7e"


def discover(server, query=""):
    answer = server.get(f"/api/v1/services/discover?{query}")
    assert answer.status == 200, answer
    return answer.json


def add(server, **more):
    answer = server.post("/api/v1/services", {**NEW, **more})
    assert answer.status == 201, answer
    return answer.json


def test_a_service_is_added_changed_and_found(server):
    made = add(server)
    assert made["price_amount"] == "0.02" and made["reputation_score"] == 50
    assert made["category"] == "sea" and made["source"] == "owner" and not made["simulated"]
    path = f"/api/v1/services/{made['id']}"
    changed = server.call("PUT", path, {"price_amount": "0.10", "mcp_compatible": True}).json
    assert changed["price_amount"] == "0.10" and changed["name"] == "Tide tables"
    assert changed["created_at"] == made["created_at"] <= changed["updated_at"]
    assert server.get(path).json == changed

    def ids(query):
        return [service["id"] for service in discover(server, query)["services"]]

    assert made["id"] in ids("q=tide") and made["id"] in ids("category=SEA&max_price=0.1")
    assert made["id"] in ids("mcp=true") and made["id"] not in ids("mcp=false")
    assert made["id"] not in ids("max_price=0.09") and made["id"] in ids("min_reputation=50")
    assert made["id"] not in ids("min_reputation=51")


def test_pages_hold_together(server):
    for number in range(3):
        add(server, name=f"Tide {number}", category="paged")
    first = discover(server, "category=paged&limit=2")
    assert first["total"] == 3 and len(first["items"]) == 2
    rest = discover(server, f"category=paged&limit=2&cursor={first['next_cursor']}")
    assert len(rest["items"]) == 1 and rest["next_cursor"] is None


def test_what_makes_no_sense_is_refused(server):
    for change in [{"name": ""}, {"name": None}, {"url": "ftp://x"}, {"url": "nowhere"},
                   {"price": {"amount": "0", "token": "USDC"}}, {"price": {"amount": "-1"}},
                   {"price": {"amount": "1e3"}}, {"price": None}, {"pricing_model": "barter"},
                   {"period": "hourly"}, {"mcp_compatible": "yes"}]:
        problem(server.post("/api/v1/services", {**NEW, **change}), 422, "invalid_field")
    problem(server.call("PUT", "/api/v1/services/none", {}), 404, "service_not_found")
    problem(server.call("PUT", "/api/v1/services/paygent-demo-quote", {"name": "Mine"}), 422,
            "invalid_field")
    problem(server.get("/api/v1/services/discover?min_reputation=101"), 422, "invalid_field")
    problem(server.get("/api/v1/services/discover?mcp=perhaps"), 422, "invalid_field")


def test_a_reputation_follows_real_payments(server):
    path = "/api/v1/services/paygent-demo-quote"
    before = server.get(path).json
    name = agent_of(server, BUYER)
    for _ in range(2):
        run = server.post(f"/api/v1/agents/{name}/run", {"message": "buy today's weather quote"})
        assert run.json["status"] == "completed", run
    after = server.get(path).json
    assert after["total_calls"] == before["total_calls"] + 2
    assert after["reputation_score"] > before["reputation_score"]
    assert "delivered" in after["reputation"]


def test_a_price_is_asked_and_kept(server):
    path = "/api/v1/services/paygent-demo-quote/pricing"
    first = server.get(path).json
    assert first["asked"]["price"] == first["price"] == {"amount": "0.05", "token": "USDC"}
    assert server.get(path).json["asked"]["asked_at"] == first["asked"]["asked_at"]
    away = add(server, url="http://127.0.0.1:9/nobody")
    asked = server.get(f"/api/v1/services/{away['id']}/pricing").json["asked"]
    assert asked["price"] is None and "could not be asked" in asked["sentence"]


def test_more_than_was_listed_asks(server):
    add(server, name="Moon phases", url=f"http://127.0.0.1:{server.port}/x402/demo/quote",
        price={"amount": "0.01", "token": "USDC"})
    name = agent_of(server, BUYER)
    dearer = server.post(f"/api/v1/agents/{name}/run", {"message": "buy the moon phases"}).json
    assert dearer["status"] == "awaiting_approval", dearer
    waits = server.get("/api/v1/approvals/pending").json["items"]
    assert any("0.01 USDC and is now 0.05 USDC" in item["reason"] for item in waits)
    fair = server.post(f"/api/v1/agents/{name}/run", {"message": "buy today's weather quote"}).json
    assert fair["status"] == "completed", fair


def test_the_cheapest_of_what_was_shown_is_the_cheapest(server):
    add(server, name="Comet maps far", url="http://127.0.0.1:9/dear", price={"amount": "0.90", "token": "USDC"})
    add(server, name="Comet maps", url=f"http://127.0.0.1:{server.port}/x402/demo/quote",
        price={"amount": "0.05", "token": "USDC"})
    first = server.post("/api/v1/agent/execute", {"command": "list comet maps services"}).json
    order = {"command": "pay the cheapest one", "session_id": first["session_id"]}
    assert server.post("/api/v1/agent/execute", order).json["status"] == "completed"


@pytest.mark.parametrize("command, code", [
    ("buy today's weather quote for at most 5 CRO", "currency_mismatch"),
    (f"send 5 USDT to {PERSON}", "no_asset"),
])
def test_no_other_token_than_was_said_is_paid(server, command, code):
    answer = server.post("/api/v1/agent/execute", {"command": command}).json
    assert answer["status"] == "refused" and not answer["payments"], answer
    assert answer["tool_calls"][-1]["result"]["code"] == code, answer


def entry(host):
    return {
        "resource": f"https://{host}/v1", "type": "http", "x402Version": 2, "tags": ["imported"],
        "description": f"Goods of {host}", "accepts": [{
            "scheme": "exact", "network": "eip155:84532", "amount": "30000", "asset": USDC,
            "payTo": USDC, "maxTimeoutSeconds": 60}],
    }


def test_a_discovery_list_is_taken_over_as_hints(server):
    items = [entry("a.example"), entry("b.example"), {"resource": "nothing"}]
    for _ in range(2):
        taken = server.post("/api/v1/services/import", {"items": items})
        assert taken.status == 200 and taken.json["taken"] == 2 and taken.json["skipped"] == 1
    found = discover(server, "category=imported")
    assert found["total"] == 2
    assert {service["source"] for service in found["items"]} == {"bazaar"}
    assert found["items"][0]["price"] == {"amount": "0.03", "token": "USDC"}
    problem(server.post("/api/v1/services/import", {"items": "none"}), 422, "invalid_field")


def test_a_discovery_endpoint_is_asked_for_its_list(server):
    class Bazaar(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            body = json.dumps({"x402Version": 2, "items": [entry("c.example")]}).encode()
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_):
            pass

    bazaar = http.server.HTTPServer(("127.0.0.1", 0), Bazaar)
    threading.Thread(target=bazaar.serve_forever, daemon=True).start()
    url = f"http://127.0.0.1:{bazaar.server_port}/discovery/resources"
    assert server.post("/api/v1/services/import", {"url": url}).json["taken"] == 1
    bazaar.shutdown()
    bazaar.server_close()
    problem(server.post("/api/v1/services/import", {"url": url}), 422, "invalid_field")


def test_only_an_admins_key_changes_what_is_there_for_everybody(data):
    ana, bo, nameless = "ana:admin=anas-key-of-length", "bo=bos-key-of-some-length", "key-of-the-owner-1"
    with Server(data, "--api-keys", ",".join([ana, bo, nameless])) as server:
        keys = {"ana": ana.split("=")[1], "bo": bo.split("=")[1], "owner": nameless}
        made = {
            name: server.post("/api/v1/services", NEW, headers={"X-API-Key": key})
            for name, key in keys.items()}
        assert {name: answer.status for name, answer in made.items()} == {
            "ana": 201, "bo": 403, "owner": 201}
        problem(made["bo"], 403, "not_an_admin")
        path = f"/api/v1/services/{made['ana'].json['id']}"
        change = {"price_amount": "9"}
        for call in (server.call("PUT", path, change, headers={"X-API-Key": keys["bo"]}),
                     server.post("/api/v1/services/import", {"items": []}, headers={"X-API-Key": keys["bo"]}),
                     server.post("/api/v1/reconciliation", {"hash": "x"}, headers={"X-API-Key": keys["bo"]})):
            problem(call, 403, "not_an_admin")
        found = server.get(path, headers={"X-API-Key": keys["bo"]})
        assert found.status == 200 and found.json["price_amount"] == "0.02"
        assert server.post("/api/v1/services", NEW).status == 401
