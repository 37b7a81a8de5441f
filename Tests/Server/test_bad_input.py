"""Each refusal is problem+json with a stable code and a sentence that helps, and changes nothing."""

import pytest

from paygent import finish

UNKNOWN = "0192f0c1-0000-7000-8000-000000000000"


def problem(answer, status, code):
    assert answer.status == status, answer
    assert answer.headers["content-type"] == "application/problem+json"
    body = answer.json
    assert body["code"] == code
    assert body["status"] == status
    assert len(body["detail"]) > 10 and body["request_id"]
    return body


@pytest.fixture(scope="module")
def session(server):
    return server.create()


@pytest.mark.parametrize("body", [b"{", b"not json", b'{"message": "a" "b"}', b"\xff\xfe"])
def test_not_json(server, session, body):
    answer = server.call("POST", f"/api/v1/sessions/{session}/message", body)
    problem(answer, 400, "malformed_json")


@pytest.mark.parametrize(
    "body", [{}, {"message": 5}, {"message": None}, {"message": ""}, {"message": "  \n"},
             {"message": "x" * 20_001}, [], "text"],
)
def test_a_message_that_is_none(server, session, body):
    before = server.get(f"/api/v1/sessions/{session}/status").json
    answer = server.post(f"/api/v1/sessions/{session}/message", body if body != "text" else '"text"')
    assert problem(answer, 422, "invalid_field")["errors"]
    assert server.get(f"/api/v1/sessions/{session}/status").json == before


def test_a_body_of_two_mebibytes(server, session):
    answer = server.call("POST", f"/api/v1/sessions/{session}/message", b" " * (2 << 20))
    assert answer.status == 413


@pytest.mark.parametrize("id", [UNKNOWN, "nonsense", "..%2f..%2fetc%2fpasswd"])
@pytest.mark.parametrize("call", ["GET status", "POST message", "POST resume", "GET history"])
def test_an_unknown_session(server, id, call):
    method, verb = call.split()
    body = {"message": "hello"} if verb == "message" else None
    problem(server.call(method, f"/api/v1/sessions/{id}/{verb}", body), 404, "session_not_found")


def test_a_deleted_session(server):
    session = server.create()
    assert server.call("DELETE", f"/api/v1/sessions/{session}").status == 200
    problem(server.get(f"/api/v1/sessions/{session}/status"), 404, "session_not_found")
    problem(server.get(f"/api/v1/workflows/{session}"), 404, "session_not_found")


def test_the_wrong_method_and_path(server, session):
    answer = server.call("PUT", f"/api/v1/sessions/{session}/message", {"message": "x"})
    problem(answer, 405, "method_not_allowed")
    assert "POST" in answer.headers["allow"]
    problem(server.get("/api/v1/nothing"), 404, "not_found")


def test_export_before_the_workflow_exists(server):
    session = server.create()
    body = problem(server.get(f"/api/v1/workflows/{session}"), 409, "workflow_not_ready")
    assert "still" in body["detail"] or "missing" in body["detail"]
    path = f"/api/v1/prompts/{session}/export/download?format=json"
    problem(server.get(path), 409, "workflow_not_ready")


def test_an_unknown_format(server):
    session = server.create()
    finish(server, session)
    path = f"/api/v1/prompts/{session}/export/download"
    body = problem(server.get(f"{path}?format=word"), 422, "unknown_format")
    assert "openai_responses" in body["detail"]
    body = problem(server.get(f"{path}?format=openai_assistant"), 410, "format_retired")
    assert "openai_responses" in body["detail"]


def test_an_idempotency_key_repeats_the_first_answer(server):
    session = server.create()
    path = f"/api/v1/sessions/{session}/message"
    headers = {"Idempotency-Key": "a-key-of-the-client"}
    first = server.post(path, {"message": "at most $5 a day"}, headers=headers)
    again = server.post(path, {"message": "at most $5 a day"}, headers=headers)
    assert first.body == again.body
    assert len(server.get(f"/api/v1/sessions/{session}/history").json["items"]) == 3
    other = server.post(path, {"message": "at most $50 a day"}, headers=headers)
    problem(other, 409, "idempotency_key_reused")
