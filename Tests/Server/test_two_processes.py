"""Two processes on one data folder: neither shows nor builds on what the other has replaced."""

import threading

import pytest
from paygent import Server


@pytest.fixture
def pair(tmp_path):
    with Server(tmp_path / "data") as first, Server(tmp_path / "data") as second:
        yield first, second


def status(server, session):
    answer = server.get(f"/api/v1/sessions/{session}/status")
    assert answer.status == 200, answer
    return answer.json


def test_each_sees_at_once_what_the_other_was_told(pair):
    first, second = pair
    session = first.create()
    for number, server in enumerate([first, second, first, first, second, second, first], start=1):
        server.say(session, f"at most ${number} a day")
        for reader in pair:
            seen = status(reader, session)
            assert seen["collected_data"]["daily_limit"]["amount"] == str(number)
            assert seen["conversation_length"] == 2 * number + 1


def test_a_message_goes_on_from_what_the_other_process_stored(pair):
    first, second = pair
    session = first.create()
    first.say(session, "an agent that buys weather data, at most 10 cents a call and $5 a day")
    second.say(session, "call it Stormbird")
    reply = first.say(session, "it should sound friendly")
    assert reply["message_number"] == 7
    spec = status(second, session)["collected_data"]
    assert spec["agent_name"] == "Stormbird" and "friendly" in spec["tone"]
    history = first.get(f"/api/v1/sessions/{session}/history?limit=100").json["items"]
    assert [entry["seq"] for entry in history] == list(range(1, 8))


def test_what_the_other_process_deleted_is_gone_here(pair):
    first, second = pair
    session = first.create()
    first.say(session, "at most $5 a day")
    assert status(first, session)["conversation_length"] == 3
    assert second.call("DELETE", f"/api/v1/sessions/{session}").status == 200
    assert first.get(f"/api/v1/sessions/{session}/status").status == 404
    answer = first.post(f"/api/v1/sessions/{session}/message", {"message": "at most $6 a day"})
    assert answer.status == 404 and answer.json["code"] == "session_not_found", answer


def test_both_at_once_lose_no_message(pair):
    session = pair[0].create()
    taken = []

    def talk(server):
        for number in range(20):
            body = {"message": f"at most ${number + 1} a day"}
            answer = server.post(f"/api/v1/sessions/{session}/message", body)
            assert answer.status in (200, 409), answer
            if answer.status == 200:
                taken.append(answer.json["message_number"])

    talkers = [threading.Thread(target=talk, args=[server]) for server in pair]
    for talker in talkers:
        talker.start()
    for talker in talkers:
        talker.join()
    assert len(set(taken)) == len(taken) > 20
    assert status(pair[0], session) == status(pair[1], session)
    assert status(pair[0], session)["conversation_length"] == 2 * len(taken) + 1
