"""The whole road on the page: from the first sentence to a paid run and an approval.

    BINARY_UNDER_TEST=.build/debug/paygent python3 -m pytest Tests/Browser/page_*.py
"""

import re
import time

import pytest

from page_browser import PHONE, WEATHER, WIDE, Browser, FixedServer


@pytest.fixture(scope="module")
def browser():
    with Browser() as browser:
        yield browser


@pytest.fixture
def server(tmp_path):
    with FixedServer(tmp_path / "data") as server:
        yield server


@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["1440", "390"])
def test_the_whole_road_by_mouse(browser, server, size):
    visit = browser.open(server, size)
    page = visit.page
    visit.say(WEATHER)
    assert page.inner_text("#loss-amount") == "5 USDC"
    assert "was nothing" in page.inner_text("#loss-change")
    visit.tab("cards")
    assert "5 USDC" in page.inner_text('[data-slot="daily_limit"]')
    assert "You said" in page.inner_text('[data-slot="daily_limit"]')

    for _ in range(10):
        if visit.stage == "reviewing_workflow":
            break
        visit.say("you decide")
    visit.tab("cards")
    assert page.locator(".chosen").count() > 0
    visit.tab("workflow")
    page.wait_for_selector(".picture svg")
    assert page.inner_text(".verdict h2") == "Proven safe"
    page.click("text=Approve the design")
    visit.until("() => document.querySelector('.review h2')?.textContent === 'Approved'")
    assert visit.stage == "completed"

    visit.tab("try")
    page.click("text=Register the agent")
    page.wait_for_selector("#command")
    page.fill("#command", "buy today's weather quote")
    page.click("#run")
    page.wait_for_selector(".approval")
    assert "0.05 USDC" in page.inner_text(".approval h3")
    before = page.inner_text("#balance")
    page.click(".approval >> text=Approve")
    visit.until("() => document.querySelector('.runs .outcome')?.textContent.startsWith('Paid 0.05')")
    assert page.inner_text("#balance") != before
    assert "Simulated" in page.inner_text(".runs .costs")

    page.click("[data-place=payments]")
    page.wait_for_selector("tbody tr")
    assert "Paid" in page.inner_text("tbody tr")
    assert page.locator(".chart svg").count() == 1
    page.click("[data-place=agents]")
    page.click(".agent >> text=Stop")
    page.click("#ask >> text=Stop it now")
    page.wait_for_selector(".agent >> text=Stopped")
    page.click(".agent >> text=Let it pay again")
    page.click("#ask >> text=Let it pay")
    page.wait_for_selector(".agent >> text=Active")
    visit.close()


def press(page, *keys):
    for key in keys:
        page.keyboard.press(key)


def tab_to(visit, is_there, presses_max=80):
    """Tabs on as a person does, until the focus is where they want it."""
    for _ in range(presses_max):
        if visit.ask(f"() => {{ const now = document.activeElement; return Boolean({is_there}); }}"):
            return
        visit.page.keyboard.press("Tab")
    raise AssertionError(f"the keyboard never reaches {is_there}")


@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["1440", "390"])
def test_the_whole_road_by_keyboard_alone(browser, server, size):
    visit = browser.open(server, size)
    page = visit.page
    press(page, "Tab")
    assert visit.ask("() => document.activeElement.className") == "skip"
    press(page, "Enter")
    assert visit.ask("() => document.activeElement.id") == "message"
    visit.finish(keys=True)

    press(page, "Escape", "w")
    page.wait_for_selector(".picture svg")
    press(page, "t")
    page.wait_for_selector("text=Register the agent")
    tab_to(visit, "now.textContent === 'Register the agent'")
    press(page, "Enter")
    page.wait_for_selector("#command")
    tab_to(visit, "now.id === 'command'")
    page.keyboard.type("buy today's weather quote")
    press(page, "Enter")
    page.wait_for_selector(".approval")
    tab_to(visit, "now.textContent === 'Approve' && now.closest('.approval')")
    press(page, "Enter")
    visit.until("() => document.querySelector('.runs .outcome')?.textContent.startsWith('Paid 0.05')")
    press(page, "Escape", "a")
    page.wait_for_selector(".agent")
    tab_to(visit, "now.textContent === 'Stop'")
    press(page, "Enter")
    tab_to(visit, "now.textContent === 'Stop it now'")
    press(page, "Enter")
    page.wait_for_selector(".agent >> text=Stopped")
    press(page, "?")
    page.wait_for_selector("#shortcuts[open]")
    press(page, "Escape")
    assert page.locator("#shortcuts[open]").count() == 0
    visit.close()


def test_a_reload_in_the_middle_loses_nothing(browser, server):
    visit = browser.open(server)
    visit.say(WEATHER)
    said, chips = visit.messages, visit.page.locator("#chips button").all_inner_texts()
    visit.page.fill("#message", "half a thou")
    visit.page.reload()
    visit.settle(len(said))
    assert visit.messages == said
    assert visit.page.locator("#chips button").all_inner_texts() == chips
    assert visit.page.input_value("#message") == "half a thou"
    assert visit.page.inner_text("#loss-amount") == "5 USDC"
    visit.close()


def test_a_server_killed_in_the_middle_costs_no_message(browser, server):
    visit = browser.open(server)
    visit.say(WEATHER)
    count = visit.count()
    server.kill()
    visit.page.fill("#message", "the monthly limit is 50 USDC")
    visit.page.click("#send")
    visit.page.wait_for_selector("#trouble >> text=cannot be reached")
    assert "the monthly limit is 50 USDC" in visit.messages[-2]
    server.start()
    visit.settle(count + 2)
    assert visit.page.locator("#trouble").is_hidden()
    assert sum("the monthly limit is 50 USDC" in text for text in visit.messages) == 1
    assert "50 USDC" in visit.page.inner_text('[data-slot="monthly_limit"]')
    visit.close()


def test_a_message_sent_while_the_page_was_closed_is_delivered_once(browser, server):
    visit = browser.open(server)
    visit.say(WEATHER)
    count = visit.count()
    visit.page.route("**/message", lambda route: (route.fetch(), route.abort()))
    visit.page.fill("#message", "the monthly limit is 60 USDC")
    visit.page.click("#send")
    visit.page.wait_for_selector("#trouble >> text=cannot be reached")
    visit.page.unroute_all()
    visit.page.reload()
    visit.settle(count + 2)
    time.sleep(0.5)
    assert visit.count() == count + 2
    assert sum("the monthly limit is 60 USDC" in text for text in visit.messages) == 1
    visit.close()


def test_a_refused_message_comes_back_into_the_box(browser, server):
    visit = browser.open(server)
    session = visit.ask("() => JSON.parse(localStorage.getItem('paygent.session'))")
    server.call("DELETE", f"/api/v1/sessions/{session}")
    visit.page.fill("#message", "buy weather data")
    visit.page.click("#send")
    visit.page.wait_for_selector("#trouble:not([hidden])")
    assert visit.page.input_value("#message") == "buy weather data"
    assert visit.page.inner_text("#trouble").strip()
    visit.close()


def test_plain_json_does_where_streams_do_not_pass(browser, server):
    visit = browser.open(server)

    def without_stream(route):
        route.continue_(headers={**route.request.headers, "accept": "application/json"})

    visit.page.route("**/message", without_stream)
    assert "daily" in visit.say("the daily limit is 7 USDC").lower() or visit.count() == 3
    assert visit.page.inner_text("#loss-amount") != "…"
    visit.close()


def test_a_card_is_edited_undone_and_compared(browser, server):
    visit = browser.open(server)
    page = visit.page
    visit.say(WEATHER)
    page.click('[data-slot="daily_limit"] >> text=Edit')
    page.fill("#edit-value", "10 USDC")
    page.keyboard.press("Enter")
    visit.until("() => document.querySelector('[data-slot=daily_limit] .value')?.textContent === '10 USDC'")
    assert "flash" in page.get_attribute('[data-slot="daily_limit"]', "class")
    assert page.inner_text("#loss-amount") == "10 USDC"
    assert "was 5 USDC" in page.inner_text("#loss-change")
    visit.tab("versions")
    page.click("[aria-label='What changed in version 2']")
    page.wait_for_selector("#comparison >> text=from 5 USDC to 10 USDC")
    page.click("#undo")
    visit.until("() => document.querySelector('#loss-amount').textContent === '5 USDC'")
    visit.close()


def test_a_card_is_taken_back_and_undone(browser, server):
    visit = browser.open(server)
    page = visit.page
    visit.say(WEATHER + " The weekly limit is 20 USDC.")
    page.click("[aria-label='Remove: A week at most']")
    visit.until("() => !document.querySelector('[data-slot=weekly_limit]')")
    assert "taken out" in visit.messages[-1]
    visit.tab("versions")
    page.click("#undo")
    visit.tab("cards")
    visit.until("() => document.querySelector('[data-slot=weekly_limit] .value')?.textContent === '20 USDC'")
    visit.close()


def test_a_design_is_rehearsed(browser, server):
    visit = browser.open(server)
    page = visit.page
    page.click(".starter >> text=API data buyer")
    visit.until("() => document.querySelector('#loss-amount').textContent === '5 USDC'")
    visit.tab("workflow")
    page.click("text=Rehearse it")
    page.wait_for_selector("#rehearsal >> text=No limit was broken")
    assert "In the worst of 50 made-up worlds" in page.inner_text("#rehearsal")
    visit.close()


# Typed into the editor of each card, in an open design: what is set must be this and be settable.
EDITS = {
    "agent_name": "weather_buyer", "agent_type": "a weather data buyer",
    "goals": "buy weather data every morning",
    "per_payment_limit": "0.20 USDC", "weekly_limit": "30 USDC", "monthly_limit": "90 USDC",
    "approval_threshold": "0.30 USDC", "approvers": "Dana and Priya",
    "allowed_recipients": "openmeteo.com and acme.io", "blocked_recipients": "casino.example",
    "schedule": "every day at 9am", "report_schedule": "every Monday", "timezone": "Europe/Berlin",
    "notification_channel": "slack", "network": "base", "retry_policy": "3 times",
    "timeout": "30 seconds", "tone": "calm and precise", "languages": "English and German",
}


def test_every_card_that_offers_an_editor_can_be_changed_by_it(browser, server):
    visit = browser.open(server)
    page = visit.page
    page.click(".starter >> text=API data buyer")
    visit.until("() => document.querySelector('#loss-amount').textContent === '5 USDC'")
    for name, typed in EDITS.items():
        title = visit.ask(
            "async (name) => (await import('/assets/page/slots.js')).slot(name).title", name)
        row = page.locator(f'[data-slot="{name}"]')
        before = row.inner_text() if row.count() else ""
        if row.count():
            row.locator(".edit").click()
        else:
            visit.ask("() => document.querySelectorAll('.card .more').forEach((fold) => { fold.open = true; })")
            page.get_by_role("button", name=title, exact=True).click()
        page.fill("#edit-value", typed)
        page.keyboard.press("Enter")
        visit.until(
            f"() => document.querySelector('[data-slot={name}] .value')"
            f" && document.querySelector('[data-slot={name}]').innerText !== {before!r}", why=name)
        visit.until("() => !document.querySelector('#send').disabled")
    visit.close()


def test_a_change_of_the_workflow_is_shown_and_can_be_discarded(browser, server):
    visit = browser.open(server)
    page = visit.page
    page.click(".starter >> text=API data buyer")
    visit.until("() => document.querySelector('#loss-amount').textContent === '5 USDC'")
    visit.tab("workflow")
    page.fill("[aria-label='A change to ask for']", "the daily limit is 9 USDC")
    page.click("text=Request change")
    page.wait_for_selector(".change-set >> text=goes from 5 USDC to 9 USDC")
    page.click("text=Discard")
    visit.until("() => document.querySelector('#loss-amount').textContent === '5 USDC'")
    visit.close()


def test_a_failing_proof_names_its_path_and_is_never_called_safe(browser, server):
    visit = browser.open(server)
    page = visit.page
    page.click(".starter >> text=API data buyer")
    visit.until("() => document.querySelector('#loss-amount').textContent === '5 USDC'")

    def failing(route):
        answer = route.fetch()
        body = answer.json()
        path = [node["id"] for node in body["workflow"]["nodes"][:3]]
        body["proof"]["holds"] = False
        body["proof"]["properties"][0] |= {"holds": False, "counterexample": path, "sentence": "It pays before it asks."}
        route.fulfill(response=answer, json=body)

    page.route(re.compile(r"/api/v1/workflows/[^/]+$"), failing)
    visit.tab("workflow")
    page.wait_for_selector(".verdict.fails >> text=It pays before it asks.")
    assert page.inner_text(".failing .path").count("→") == 2
    assert page.locator("text=Proven safe").count() == 0
    visit.close()


def test_a_rejected_payment_is_not_paid(browser, server):
    visit = browser.open(server)
    page = visit.page
    visit.finish()
    visit.tab("try")
    page.click("text=Register the agent")
    page.fill("#command", "buy today's weather quote")
    page.keyboard.press("Enter")
    page.wait_for_selector(".approval")
    assert page.locator(".approval >> text=Pay less").count() == 0, "a seller's price is fixed"
    before = page.inner_text("#balance")
    page.click("[data-place=approvals]")
    page.click("#place-approvals .approval >> text=Reject")
    page.click("#ask >> text=Reject >> nth=-1")
    page.wait_for_selector("#place-approvals >> text=Nothing waits for you")
    page.click("[data-place=design]")
    visit.tab("try")
    visit.until("() => document.querySelector('.runs .tag').textContent !== 'Waits for approval'")
    assert page.inner_text("#balance") == before
    visit.close()


def test_an_address_of_nothing_says_so(browser, server):
    visit = browser.open(server)
    visit.page.evaluate("location.hash = '#/agents/nope'")
    visit.page.wait_for_selector("#toast >> text=There is nothing at #/agents/nope")
    assert visit.page.locator("#place-agents").is_visible()
    visit.close()


def test_an_export_is_previewed_copied_and_downloaded(browser, server):
    visit = browser.open(server, permissions=["clipboard-read", "clipboard-write"])
    page = visit.page
    visit.finish()
    visit.tab("exports")
    page.wait_for_selector("#preview pre")
    page.click("[data-format=openai_responses]")
    page.wait_for_selector("#preview .file-name >> text=.json")
    page.click("#preview >> text=Copy")
    page.wait_for_selector("#toast >> text=Copied")
    assert len(visit.ask("() => navigator.clipboard.readText()")) > 500
    with page.expect_download() as download:
        page.click("text=Download everything")
    assert download.value.suggested_filename.endswith(".zip")
    page.click("[data-format=openai_assistant]")
    page.wait_for_selector("#preview .failure >> text=openai_responses")
    visit.close()


def test_sessions_are_opened_and_deleted(browser, server):
    visit = browser.open(server)
    page = visit.page
    visit.say(WEATHER)
    page.click("#new-session")
    visit.until("() => document.querySelectorAll('#messages .bubble').length === 1")
    page.click("[data-place=sessions]")
    page.wait_for_selector(".sessions li:nth-child(2)")
    page.locator(".sessions >> text=Open").first.click()
    visit.settle(3)
    page.click("[data-place=sessions]")
    page.locator(".sessions >> text=Delete").first.click()
    page.click("#ask >> text=Delete >> nth=-1")
    visit.until("() => document.querySelectorAll('.sessions li').length <= 2")
    visit.close()


HOSTILE = [
    "<script>document.title='taken'</script><img src=x onerror=\"document.title='taken'\">",
    "\"'`}]);alert(1)//{{7*7}}${7*7}</textarea></title>",
    "\u202e\u2066\u0627\u0644\u0637\u0642\u0633 \u05de\u05d6\u05d2\u2069 abc",
    "x" * 5000,
]


@pytest.mark.parametrize("text", HOSTILE, ids=["script", "quotes", "right-to-left", "5000"])
@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["1440", "390"])
def test_hostile_names_are_only_text(browser, server, size, text):
    visit = browser.open(server, size)
    page = visit.page
    visit.say(WEATHER)
    visit.say(f"call it {text}")
    visit.say(f"only pay {text}")
    for _ in range(6):
        if visit.stage == "reviewing_workflow":
            break
        visit.say("you decide")
    for tab in ("cards", "workflow", "versions", "exports"):
        visit.tab(tab)
        time.sleep(0.4)
        assert visit.ask("() => document.documentElement.scrollWidth <= innerWidth"), tab
    page.click("[data-place=sessions]")
    page.wait_for_selector(".sessions li")
    assert page.title() == "Paygent"
    assert visit.ask("() => document.querySelectorAll('main script, main img, main iframe').length") == 0
    assert visit.ask("() => document.documentElement.scrollWidth <= innerWidth")
    visit.close()
