"""What people with a screen reader, a keyboard or weak eyes need, checked in every place of the page:
names for controls, contrast, visible focus, targets large enough, no text wider than a phone."""

import pytest

from page_browser import PHONE, WEATHER, WIDE, Browser, FixedServer

PLACES = [
    "design/talk", "design/cards", "design/workflow", "design/versions", "design/exports",
    "design/try", "agents", "services", "payments", "sessions",
]

NAMELESS = """() => {
  const shown = (node) => node.checkVisibility();
  const name = (node) => (node.getAttribute('aria-label') || node.innerText || node.placeholder
    || [...(node.labels ?? [])].map((label) => label.innerText).join('') || node.title || '').trim();
  const controls = [...document.querySelectorAll('button, a[href], input, textarea, select, [role=tab], summary')];
  const wrong = controls.filter((node) => shown(node) && !name(node)).map((node) => node.outerHTML.slice(0, 120));
  const ids = [...document.querySelectorAll('[id]')].map((node) => node.id);
  wrong.push(...ids.filter((id, index) => ids.indexOf(id) !== index && !id.includes('drawing') && !/-/.test(id)).map((id) => 'twice: ' + id));
  for (const node of document.querySelectorAll('[aria-labelledby], [aria-controls], [aria-describedby]')) {
    for (const kind of ['aria-labelledby', 'aria-controls', 'aria-describedby']) {
      const target = node.getAttribute(kind);
      if (target && !node.closest('svg') && node.tagName !== 'DIALOG' && !document.getElementById(target)) wrong.push(kind + ' to nothing: ' + target);
    }
  }
  return wrong;
}"""

# Source: WCAG 2.2, success criteria 1.4.3 and its definitions of relative luminance and contrast.
CONTRAST = """() => {
  const parts = (text) => {
    const found = text.match(/[\\d.]+/g).map(Number);
    return [found[0], found[1], found[2], found.length > 3 ? found[3] : 1];
  };
  const luminance = ([r, g, b]) => [r, g, b].map((value) => value / 255)
    .map((value) => value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4)
    .reduce((sum, value, index) => sum + value * [0.2126, 0.7152, 0.0722][index], 0);
  const ground = (node) => {
    for (let at = node; at; at = at.parentElement) {
      const colour = parts(getComputedStyle(at).backgroundColor);
      if (colour[3] > 0.99) return colour;
    }
    return [255, 255, 255, 1];
  };
  const wrong = new Map();
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const node = walker.currentNode.parentElement;
    if (!walker.currentNode.data.trim() || !node.checkVisibility()) continue;
    if (node.closest('svg, .unseen, .skip, [hidden], :disabled, option, .toast, style, script')) continue;
    const style = getComputedStyle(node);
    const [one, other] = [luminance(parts(style.color)), luminance(ground(node))].sort((a, b) => b - a);
    const ratio = (one + 0.05) / (other + 0.05);
    const isLarge = parseFloat(style.fontSize) >= 24;
    if (ratio < (isLarge ? 3 : 4.5)) wrong.set(node.className + ' ' + node.tagName, ratio.toFixed(2));
  }
  return [...wrong];
}"""

FOCUSLESS = """() => {
  const wrong = [];
  for (const node of document.querySelectorAll('button, a[href], input, textarea, select, [tabindex="0"], summary')) {
    if (!node.checkVisibility() || node.disabled) continue;
    node.focus({preventScroll: true});
    if (document.activeElement !== node) continue;
    const style = getComputedStyle(node);
    if (node.matches(':focus-visible') && (style.outlineStyle === 'none' || parseFloat(style.outlineWidth) < 2)) wrong.push(node.outerHTML.slice(0, 100));
  }
  return wrong;
}"""

# Source: WCAG 2.2, 2.5.8: 24 by 24 CSS pixels.
SMALL = """() => [...document.querySelectorAll('button, a.button, [role=tab], nav a, input, select, summary')]
  .filter((node) => node.checkVisibility())
  .filter((node) => { const box = node.getBoundingClientRect(); return box.height < 20 || box.width < 24; })
  .map((node) => node.outerHTML.slice(0, 100) + ' ' + node.getBoundingClientRect().height)"""


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    with FixedServer(tmp_path_factory.mktemp("access") / "data") as server, Browser() as browser:
        yield server, browser


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["1440", "390"])
def test_every_place_can_be_used_by_everybody(world, size, scheme):
    server, browser = world
    visit = browser.open(server, size, color_scheme=scheme, reduced_motion="reduce")
    visit.finish(WEATHER.replace("Ask me above 2 cents", "Ask me above 1 USDC"), name=f"{scheme.title()}{'wide' if size == WIDE else 'narrow'}")
    visit.tab("try")
    visit.page.click("text=Register the agent")
    visit.page.fill("#command", "buy today's weather quote")
    visit.page.keyboard.press("Enter")
    visit.page.wait_for_selector(".runs .outcome")
    for place in PLACES:
        visit.ask(f"() => {{ location.hash = '#/{place}'; }}")
        visit.page.wait_for_timeout(700)
        assert visit.ask(NAMELESS) == [], place
        assert visit.ask(CONTRAST) == [], place
        assert visit.ask(FOCUSLESS) == [], place
        assert visit.ask(SMALL) == [], place
        assert visit.ask("() => document.documentElement.scrollWidth <= innerWidth"), place
    visit.close()


def test_replies_are_read_aloud(world):
    server, browser = world
    visit = browser.open(server)
    reply = visit.say("the daily limit is 7 USDC")
    assert visit.page.get_attribute("#announcer", "aria-live") == "polite"
    spoken = visit.page.inner_text("#announcer")
    assert spoken.split("?")[0].split(".")[-1].strip() in reply
    visit.close()
