"""Conversations as people have them: contradictions, odd messages, second thoughts, questions back."""

import json

import pytest

from paygent import WEATHER
from test_bad_input import problem


def limit(server, session, name):
    return server.get(f"/api/v1/sessions/{session}/status").json["collected_data"].get(name)


def data(server, session):
    return server.get(f"/api/v1/sessions/{session}/status").json["collected_data"]


@pytest.fixture
def session(server):
    return server.create(initial_message=WEATHER)


def to_review(server, session):
    """Skips what is still asked; the design is then up for approval."""
    topic = None
    for _ in range(12):
        if topic == "confirm":
            return
        topic = server.say(session, "skip")["question_topic"]
    raise AssertionError("the review was not reached")


def test_a_contradiction_is_named_and_resolved(server, session):
    answer = server.say(session, "Actually it may pay up to $50 per payment")
    assert answer["problems"], answer
    assert limit(server, session, "daily_limit")["amount"] == "5"
    answer = server.say(session, "Make the daily limit $80")
    assert limit(server, session, "daily_limit")["amount"] == "80"
    assert len(answer["ai_response"]) > 20


@pytest.mark.parametrize("message", [
    "Set the daily limit to $0", "daily limit: -5 USDC", "at most minus 3 dollars a day",
])
def test_zero_and_less_than_zero_are_no_limits(server, session, message):
    before = data(server, session)
    answer = server.say(session, message)
    assert answer["problems"] and answer["question"]["text"], answer
    assert data(server, session) == before


def test_an_address_with_a_typo_is_not_taken(server, session):
    address = "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed"
    answer = server.say(session, f"It may only pay {address[:-1]}e")
    assert any(p["code"] == "bad_checksum" for p in answer["problems"]), answer
    assert "allowed_recipients" not in data(server, session)
    server.say(session, f"It may only pay {address}")
    assert "allowed_recipients" in data(server, session)


@pytest.mark.parametrize("host", ["10.0.0.7", "127.0.0.1:9000", "169.254.169.254", "192.168.1.4"])
def test_a_tool_inside_the_wall_is_refused(server, session, host):
    answer = server.say(session, f"Add a tool called meter that GETs http://{host}/v1/read")
    assert any(p["code"] == "private_endpoint" for p in answer["problems"]), answer
    assert not data(server, session).get("custom_tools")


@pytest.mark.parametrize("message", ["🙂🙃", "🐟🐠🐡", "???", "…", "—"])
def test_nothing_readable_changes_nothing(server, session, message):
    before = data(server, session)
    answer = server.say(session, message)
    assert answer["question"]["text"] and not answer["changes"]
    assert data(server, session) == before


def test_twenty_thousand_characters(server, session):
    before = data(server, session)
    letter = ("The harbour was quiet and the gulls slept on the masts. " * 400)[:20_000]
    assert server.say(session, letter)["question"]["text"]
    after = data(server, session)
    assert {k: v for k, v in after.items() if "limit" in k} == {
        k: v for k, v in before.items() if "limit" in k}


@pytest.mark.parametrize("message", [
    "¿Puedes explicarme todo esto en español, por favor?",
    "Пожалуйста, объясните мне, что здесь происходит.",
    "これはどういう意味ですか。",
])
def test_another_language_is_answered_politely(server, session, message):
    before = data(server, session)
    answer = server.say(session, message)
    assert "English" in answer["ai_response"] and answer["question"]["text"]
    assert data(server, session) == before


def test_undo_twice_and_another_change(server, session):
    limits, versions = [], []
    for amount in ("6", "7", "8"):
        answer = server.say(session, f"daily limit ${amount}")
        versions.append(answer["version"])
    for _ in range(2):
        answer = server.post(f"/api/v1/sessions/{session}/undo").json
        limits.append(limit(server, session, "daily_limit")["amount"])
        versions.append(answer["version"])
    versions.append(server.say(session, "daily limit $9")["version"])
    assert limits == ["7", "6"]
    assert versions == sorted(set(versions)), "versions only grow"
    assert limit(server, session, "daily_limit")["amount"] == "9"
    listed = server.get(f"/api/v1/sessions/{session}/versions").json
    assert listed["current"] == versions[-1]
    assert {v["version"] for v in listed["items"]} >= set(versions)
    diff = server.get(
        f"/api/v1/sessions/{session}/diff?from={versions[0]}&to={versions[-1]}").json
    assert any("9" in sentence and "6" in sentence for sentence in diff["changes"]), diff
    assert diff["max_loss_24h"] != diff["max_loss_24h_before"]


def test_a_version_that_never_was(server, session):
    problem(server.get(f"/api/v1/sessions/{session}/diff?from=0&to=99"), 404, "version_not_found")


def test_every_template_finishes_in_three_messages(server):
    templates = server.get("/api/v1/templates").json["items"]
    assert len(templates) == 8
    for template in templates:
        session = server.create(template=template["id"])
        for count in range(1, 4):
            if server.say(session, "yes, ship it")["is_complete"]:
                break
        else:
            raise AssertionError(template["id"])


@pytest.mark.parametrize("question", [
    "Why do you ask?", "What does approval threshold mean?", "What is slippage?",
    "Show me what you have so far",
])
def test_a_question_back_is_answered_and_changes_nothing(server, session, question):
    before = data(server, session)
    answer = server.say(session, question)
    assert len(answer["ai_response"]) > 60 and answer["question"]["text"]
    assert not answer["changes"] and data(server, session) == before


def test_start_over(server, session):
    answer = server.say(session, "Start over")
    assert answer["stage"] == "initial"
    assert data(server, session) == {}
    assert server.say(session, "An agent that buys bus tickets, $4 a day")["changes"]


@pytest.mark.parametrize("word", ["+1", "👍", "You have my sign-off.", "perfect, do it", "Jawohl!"])
def test_a_yes_in_other_words_finishes(server, session, word):
    to_review(server, session)
    before = data(server, session)
    assert server.say(session, word)["is_complete"]
    assert data(server, session) == before


@pytest.mark.parametrize("word", ["+5", "yes, but not yet", "👎", "looks good so far", "hold on"])
def test_half_a_yes_does_not(server, session, word):
    to_review(server, session)
    before = data(server, session)
    assert not server.say(session, word)["is_complete"]
    assert data(server, session) == before


TIDES = {
    "openapi": "3.0.3",
    "info": {"title": "Tides", "version": "1"},
    "servers": [{"url": "https://tides.example/v1"}],
    "paths": {
        "/ports/{port}/tide": {
            "get": {
                "operationId": "tideAt",
                "summary": "The tide at a port",
                "security": [{"key": []}],
                "parameters": [
                    {"name": "port", "in": "path", "required": True, "schema": {"type": "string"}},
                    {"name": "day", "in": "query", "schema": {"type": "string"}},
                ],
            }
        }
    },
    "components": {
        "securitySchemes": {"key": {"type": "apiKey", "in": "header", "name": "X-Key"}}
    },
}


def own_tool(server, session):
    items = server.get(f"/api/v1/sessions/{session}/tools").json["items"]
    return next(item for item in items if item["kind"] == "http")


def test_tools_come_from_an_openapi_document(server, session):
    answer = server.post(f"/api/v1/sessions/{session}/tools/import", TIDES)
    assert answer.status == 200, answer
    assert answer.json["changes"] and answer.json["question"]["text"]
    tool = own_tool(server, session)
    assert "Tides" in tool["words"] and tool["needs"] == []
    assert tool["tool"]["endpoint"] == "https://tides.example/v1/ports/{port}/tide"
    history = server.get(f"/api/v1/sessions/{session}/history").json["items"]
    assert any("Import one tool from Tides" in turn["content"] for turn in history)


@pytest.mark.parametrize("change", [
    {"openapi": "2.0"}, {"servers": []}, {"paths": {}},
    {"servers": [{"url": "http://10.0.0.1/v1"}]},
    {"paths": {"/x": {"get": {"parameters": [{"$ref": "#/components/parameters/none"}]}}}},
])
def test_a_document_that_gives_no_tools(server, session, change):
    before = data(server, session)
    answer = server.post(f"/api/v1/sessions/{session}/tools/import", TIDES | change)
    problem(answer, 422, "invalid_field")
    assert data(server, session) == before


def test_a_document_that_is_too_large(server, session):
    body = json.dumps(TIDES | {"x": "a" * (1 << 20)})
    problem(server.post(f"/api/v1/sessions/{session}/tools/import", body), 413, "body_too_large")


def test_a_dry_run_calls_the_endpoint_without_money(server, session):
    server.post(f"/api/v1/sessions/{session}/tools/import", TIDES)
    path = f"/api/v1/sessions/{session}/tools/{own_tool(server, session)['name']}/dry-run"
    answer = server.post(path, {"arguments": {"port": "Ærø/2", "day": "1 May"}})
    assert answer.status == 200, answer
    assert answer.json["url"] == "https://tides.example/v1/ports/%C3%86r%C3%B8%2F2/tide?day=1%20May"
    assert answer.json["paid"] is False
    assert answer.json["headers_left_out"] == ["X-Key"] and "secrets" in answer.json["note"]
    assert answer.json["status"] is None and answer.json["problem"]
    problem(server.post(path, {"arguments": {}}), 422, "invalid_field")
    problem(server.post(path, {"arguments": {"port": "a", "moon": 1}}), 422, "invalid_field")
    problem(server.post(path, {"arguments": []}), 422, "invalid_field")


def test_a_dry_run_of_no_tool(server, session):
    path = f"/api/v1/sessions/{session}/tools/x402_payment/dry-run"
    problem(server.post(path, {"arguments": {}}), 404, "not_found")


def test_every_chosen_tool_names_the_words_that_asked_for_it(server, session):
    server.say(session, "Let it swap USDC to CRO as well")
    items = server.get(f"/api/v1/sessions/{session}/tools").json["items"]
    swap = next(item for item in items if item["name"] == "swap_tokens")
    assert "swap" in swap["words"] and swap["needs"]


@pytest.mark.parametrize(
    "words", ['the vendor wrote "yes, ship it"', "it uses tools: yes", "is that a yes?"])
def test_a_yes_that_is_not_the_owners_finishes_nothing(server, words):
    session = server.create()
    reply = server.say(session, "an agent that buys weather data, at most 10 cents a call and $5 a day")
    while reply["question_topic"] != "confirm":
        reply = server.say(session, "you decide")
    assert server.say(session, words)["is_complete"] is False
    assert server.say(session, '"ship it"')["is_complete"] is True


def test_an_approval_beside_a_change_makes_the_change_and_asks_again(server, session):
    to_review(server, session)
    answer = server.post(f"/api/v1/workflows/{session}/review", {
        "approved": True, "requested_changes": ["daily limit $3"]})
    assert answer.status == 200 and answer.json["diff"], answer
    assert answer.json["stage"] == "reviewing_workflow" and answer.json["message"]
    assert limit(server, session, "daily_limit")["amount"] == "3"
    answer = server.post(f"/api/v1/workflows/{session}/review", {
        "approved": True, "feedback": "great work"})
    assert answer.json["stage"] == "completed", answer


def test_an_approval_beside_a_change_that_is_not_understood_approves_nothing(server, session):
    to_review(server, session)
    answer = server.post(f"/api/v1/workflows/{session}/review", {
        "approved": True, "requested_changes": ["the blue one"]})
    assert answer.json["stage"] == "reviewing_workflow" and not answer.json["diff"], answer


def test_undo_after_shipping_takes_back_the_shipping(server, session):
    to_review(server, session)
    before = server.get(f"/api/v1/sessions/{session}/status").json
    answer = server.say(session, "ship it")
    assert answer["is_complete"] and answer["suggestions"], answer
    undone = server.post(f"/api/v1/sessions/{session}/undo").json
    assert undone["stage"] == "reviewing_workflow", undone
    after = server.get(f"/api/v1/sessions/{session}/status").json
    assert (after["collected_data"], after["defaults"]) == (
        before["collected_data"], before["defaults"])


def test_an_order_after_the_end_is_told_where_to_go(server, session):
    to_review(server, session)
    server.say(session, "ship it")
    answer = server.say(session, "pay 2 USDC to bob")
    assert answer["is_complete"] and "/run" in answer["ai_response"], answer


@pytest.mark.parametrize("message", ["ok whatever", "whatever", "meh", "hi", "hm"])
def test_nothing_but_a_yes_ships(server, session, message):
    to_review(server, session)
    assert not server.say(session, message)["is_complete"]
    assert server.say(session, "ship it")["is_complete"]


def test_a_design_that_could_never_pay_says_so_before_it_is_finished(server):
    session = server.create(initial_message="An agent that buys maps, 1 EUR each, 5 EUR a day")
    to_review(server, session)
    answer = server.say(session, "show me everything")
    assert "could pay nothing" in answer["ai_response"], answer
    answer = server.say(session, answer["suggestions"][0])
    assert "could pay nothing" not in answer["ai_response"], answer
    assert server.say(session, "ship it")["is_complete"]


def test_an_unlawful_purpose_is_refused(server):
    session = server.create()
    answer = server.say(session, "It launders drug money, 5 USDC a day")
    assert [p["code"] for p in answer["problems"]] == ["unlawful"]
    assert data(server, session) == {}
