"""Services and subscriptions, agents that act by themselves, trades step by step, and teams, on the page."""

import pytest

from page_access import CONTRAST, FOCUSLESS, NAMELESS, SMALL
from page_browser import PHONE, WIDE, Browser, FixedServer
from test_agents import agent_of
from test_schedules import fired, schedule, wait

KEEPER = "an agent called keeper that checks my balance every day at 9 in Berlin time"
READER = ("an agent called reader that subscribes to news services and pays for them, at most $1 a payment "
          "and $5 a day, never ask me")
TRADER = ("an agent that swaps tokens, trades perpetuals with at most 3x leverage and bets on prediction "
          "markets, at most $5 a payment and $20 a day, ask me above $2")
HOSTILE = "<img src=x onerror=\"document.title='taken'\">\u202e\u2066 <script>document.title='taken'</script>"


@pytest.fixture(scope="module")
def browser():
    with Browser() as browser:
        yield browser


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    with FixedServer(tmp_path_factory.mktemp("services") / "data") as server:
        yield server


@pytest.fixture(scope="module")
def keeper(server):
    return agent_of(server, KEEPER)


@pytest.fixture(scope="module")
def reader(server):
    return agent_of(server, READER)


def go(visit, place):
    visit.ask(f"() => {{ location.hash = '#/{place}'; }}")


def usable(visit):
    visit.page.wait_for_timeout(300)
    assert "null" not in visit.page.inner_text("main")
    for check in (NAMELESS, CONTRAST, FOCUSLESS, SMALL):
        assert visit.ask(check) == []
    assert visit.ask("() => document.documentElement.scrollWidth <= innerWidth")


def card(page, kind, name):
    return page.locator(f".{kind}", has=page.get_by_role("heading", name=name))


def test_empty_places_say_what_to_do(browser, server):
    visit = browser.open(server)
    go(visit, "services")
    assert "Subscribe button" in visit.page.locator(".subscriptions .hint").inner_text()
    visit.page.wait_for_selector(".service >> text=None of your agents may subscribe")
    visit.page.fill("[aria-label='Search services']", "zzzqqq")
    visit.page.wait_for_selector("text=No service fits")
    go(visit, "agents")
    visit.page.wait_for_selector(".teams >> text=No team yet")
    card(visit.page, "agent", "market-researcher").locator("text=Never: it acts when it is told").wait_for()
    visit.close()


def test_an_agent_says_when_it_acts_and_why_it_did_not(browser, server, keeper):
    path = f"/api/v1/agents/{keeper}"
    server.call("PUT", f"{path}/triggers/tick", {"when": "every:1s", "command": "what is my balance"})
    wait(lambda: fired(server, keeper))
    server.post(f"{path}/kill")
    wait(lambda: [one for one in schedule(server, keeper)["past"] if one["kind"] == "skipped"])
    visit = browser.open(server, timezone_id="Europe/Berlin")
    visit.page.keyboard.press("Escape")
    visit.page.keyboard.press("a")
    shown = card(visit.page, "agent", keeper).locator(".schedule")
    shown.scroll_into_view_if_needed()
    shown.locator("text=Stopped, so it does not act").first.wait_for()
    assert "Left out" in shown.locator(".last").inner_text()
    assert "The agent was stopped" in shown.locator(".last").inner_text()
    server.call("DELETE", f"{path}/triggers/tick")
    server.post(f"{path}/revive")
    visit.page.reload()
    shown.scroll_into_view_if_needed()
    shown.locator("text=Next on").wait_for()
    text = shown.inner_text()
    assert "Every day at 09:00" in text and "Europe/Berlin" in text and "09:00, then on" in text.split("Next on")[1]
    shown.locator("text=Earlier times").click()
    assert "Acted" in shown.locator(".earlier").inner_text()
    visit.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["1440", "390"])
def test_a_service_is_subscribed_to_and_cancelled(browser, server, keeper, reader, size, scheme):
    visit = browser.open(server, size, color_scheme=scheme, reduced_motion="reduce")
    page = visit.page
    page.click("[data-place=services]")
    page.wait_for_selector(".service >> text=0.05 USDC a call")
    assert "of 100" in page.locator(".reputation").first.inner_text()
    page.select_option("[aria-label='Who subscribes to News bulletin']", reader)
    page.click("[aria-label='Subscribe to News bulletin']")
    assert f"{reader} pays 0.25 USDC now and again every month" in page.inner_text("#ask")
    page.click("#ask >> text=Subscribe >> nth=-1")
    page.wait_for_selector(".subscription >> text=Renews on")
    usable(visit)
    page.click("[aria-label='Cancel News bulletin']")
    page.click("#ask >> text=Cancel it")
    page.wait_for_selector(".subscription >> text=Ends on")
    page.click("[aria-label='End News bulletin now']")
    page.click("#ask .danger")
    visit.until("() => !document.querySelector('.subscription button')")
    assert "Cancelled" in page.locator(".subscription").first.inner_text()
    go(visit, "agents")
    page.wait_for_selector(".schedule h3")
    usable(visit)
    visit.close()


def test_a_trade_is_told_step_by_step_with_its_cost(browser, server):
    visit = browser.open(server)
    page = visit.page
    visit.finish(TRADER, name="trader")
    visit.tab("try")
    page.click("text=Register the agent")
    page.click("text=swap 1 USDC for CRO")
    page.wait_for_selector(".runs .outcome")
    steps = page.locator(".runs .step").all_inner_texts()
    assert len(steps) == 4 and "at least" in steps[0] and "Swapped 1 USDC for" in steps[2]
    assert "1 USDC" in page.locator(".runs .step-state").nth(2).inner_text()
    page.click(".runs summary")
    assert "units" not in page.inner_text(".runs .run")
    page.click("text=bet 0.5 USDC on yes for BTC")
    visit.until("() => document.querySelectorAll('.runs .run').length === 2")
    assert "It pays" in page.locator(".runs .run").first.inner_text()
    usable(visit)
    page.click("[data-place=payments]")
    page.wait_for_selector("tbody tr >> text=swap 1 USDC for CRO")
    assert "VVS" in page.inner_text("tbody")
    visit.close()


@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["1440", "390"])
def test_a_team_is_made_told_and_stopped(browser, server, size):
    visit = browser.open(server, size)
    page = visit.page
    name = "wide" if size == WIDE else "narrow"
    go(visit, "agents")
    page.click("text=Make a team")
    page.fill("#team-name", name)
    page.fill("#team-daily", "0.06")
    page.check("text=paygent >> nth=-1")
    page.check("text=market-researcher >> nth=-1")
    page.click("text=Make it")
    team = card(page, "team", name)
    team.locator("text=0.06 USDC a day together").wait_for()
    box = team.get_by_label(f"What the team {name} should do")
    box.fill("buy today's weather quote")
    box.press("Enter")
    team.locator(".outcome").wait_for()
    team.locator("text=Cost: 0.05 USDC").wait_for()
    assert "by paygent" in team.inner_text()
    visit.until("() => !document.querySelector('.team button:disabled')")
    box.fill("buy today's weather quote")
    box.press("Enter")
    team.locator("text=Refused").wait_for()
    usable(visit)
    page.click(f"[aria-label='Stop the team {name}']")
    page.click("#ask >> text=Stop it now")
    team.locator("text=Stopped").wait_for()
    page.click(f"[aria-label='Remove the team {name}']")
    page.click("#ask >> text=Remove it")
    team.wait_for(state="detached")
    visit.close()


def test_what_a_team_may_not_pay_alone_is_decided_beside_its_run(browser, server):
    server.post("/api/v1/teams", {"name": "asking", "members": ["vvs-trader", "market-researcher"]})
    visit = browser.open(server, PHONE)
    go(visit, "agents")
    team = card(visit.page, "team", "asking")
    box = team.get_by_label("What the team asking should do")
    box.fill("swap 2 USDC for CRO")
    box.press("Enter")
    team.locator(".approval").wait_for()
    visit.until("() => document.querySelector('#approval-count').checkVisibility()", seconds=4)
    team.locator(".approval >> text=Approve").click()
    team.locator("text=Cost: 2 USDC").wait_for()
    assert team.locator(".approval").count() == 0
    usable(visit)
    visit.close()


@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["1440", "390"])
def test_hostile_texts_of_sellers_are_only_text(browser, server, size):
    visit = browser.open(server, size)
    page = visit.page

    def hostile(route):
        answer = route.fetch().json()
        for item in answer["items"]:
            item.update({key: HOSTILE + "x" * 300 for key in item
                         if key in ("name", "description", "category", "host", "reputation", "agent",
                                    "sentence", "text", "command", "status")})
            if "members" in item:
                item["members"] = [HOSTILE] * 3
        for past in answer.get("past", []):
            past.update(kind="skipped", sentence=HOSTILE)
        route.fulfill(json=answer)

    server.post("/api/v1/teams", {"name": f"h{size['width']}", "members": ["vvs-trader", "paygent"]})
    for path in ("services/discover*", "subscriptions*", "teams*", "agents/*/schedule*"):
        page.route(f"**/api/v1/{path}", hostile)
    for place, part in (("services", ".service"), ("agents", ".team")):
        go(visit, place)
        page.wait_for_selector(part)
        page.locator(part).first.scroll_into_view_if_needed()
        page.wait_for_timeout(300)
        assert page.title() == "Paygent"
        assert visit.ask("() => document.querySelectorAll('main script, main img').length") == 0
        assert visit.ask("() => document.documentElement.scrollWidth <= innerWidth"), place
    visit.close()


@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["1440", "390"])
def test_a_time_is_added_in_words_and_removed(browser, server, keeper, size):
    visit = browser.open(server, size, timezone_id="Europe/Berlin")
    page = visit.page
    go(visit, "agents")
    shown = card(page, "agent", keeper).locator(".schedule")
    shown.scroll_into_view_if_needed()
    shown.locator(f"[aria-label='Let {keeper} act at another time']").click()
    shown.get_by_label("Which time").fill("some day soon")
    shown.get_by_label("What it does then").fill("what is my balance")
    shown.locator("text=Add").last.click()
    shown.locator(".failure >> text=says no time that can be kept").wait_for()
    shown.get_by_label("Which time").fill("Mondays and Thursdays at 7:15, please")
    usable(visit)
    shown.locator("text=Add").last.click()
    shown.locator("text=Every Monday and Thursday at 07:15").wait_for()
    added = next(one for one in schedule(server, keeper)["items"] if one["source"] == "owner")
    assert added["when"] == "weekly:mon,thu@07:15" and added["time_zone"] == "Europe/Berlin"
    shown.locator("button >> text=Remove").click()
    page.click("#ask >> text=Remove it")
    shown.locator("text=Every Monday and Thursday at 07:15").wait_for(state="detached")
    assert [one["source"] for one in schedule(server, keeper)["items"]] == ["design"]
    visit.close()


def test_another_program_may_call_and_its_secret_is_shown_once(browser, server, keeper):
    visit = browser.open(server)
    page = visit.page
    go(visit, "agents")
    shown = card(page, "agent", keeper).locator(".schedule")
    shown.scroll_into_view_if_needed()
    shown.locator(f"[aria-label='Let {keeper} act at another time']").click()
    shown.get_by_label("When", exact=True).select_option("call")
    assert not shown.get_by_label("Which time").is_visible()
    shown.get_by_label("What it does then").fill("what is my balance")
    shown.locator("text=Add").last.click()
    shown.locator("pre >> text=whsec_").wait_for()
    assert "POST /api/v1/agents/" in shown.locator("pre").inner_text()
    shown.locator("text=I have kept it").click()
    shown.locator("button >> text=Remove").wait_for()
    assert "whsec_" not in page.inner_text("main")
    page.click("[aria-label^='Remove:']")
    page.click("#ask >> text=Remove it")
    shown.locator("button >> text=Remove").wait_for(state="detached")
    visit.close()


@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["1440", "390"])
def test_a_service_is_added_on_the_page(browser, server, size):
    visit = browser.open(server, size)
    page = visit.page
    name = f"Tide tables {size['width']}"
    go(visit, "services")
    page.click("text=Add a service")
    page.fill("[placeholder='such as Weather daily']", name)
    page.get_by_label("Address").fill("not an address")
    page.get_by_label("Price in USDC").fill("0.07")
    page.get_by_label("Category").fill("tides")
    page.locator("#place-services form").first.locator("button").click()
    page.wait_for_selector("#place-services .failure")
    page.get_by_label("Address").fill("https://tides.example.com/today")
    usable(visit)
    page.locator("#place-services form").first.locator("button").click()
    page.wait_for_selector(f".service >> text={name}")
    assert "0.07 USDC a call" in card(page, "service", name).inner_text()
    visit.close()


def test_what_waits_is_seen_without_being_asked_for(browser, server):
    """Another person's run: this page only looks on."""
    visit = browser.open(server)
    go(visit, "approvals")
    visit.page.wait_for_selector("#place-approvals .hint")
    server.post("/api/v1/agents/vvs-trader/run", {"message": "swap 2 USDC for CRO"})
    visit.page.wait_for_selector(".approval >> text=Pay 2 USDC")
    assert visit.ask("() => document.querySelector('#approval-count').textContent") == "1"
    approval = server.get("/api/v1/approvals/pending").json["items"][0]
    server.post(f"/api/v1/approvals/{approval['id']}/reject", {"hash": approval["hash"]})
    visit.page.wait_for_selector("#place-approvals .hint")
    visit.close()
