"""Without a mouse: an order is found, refunded and left; every key does what the sheet of keys says; what opens takes
the focus and gives it back."""
import contextlib
import re

from playwright.sync_api import TimeoutError as Slowness
from playwright.sync_api import expect

import acts
from browser import PASSWORD, awake
from desk import OWNER

# What has the focus: whether somebody sees it, where it stands in the page, and what it is.
FOCUS = """() => {
    const node = document.activeElement, box = node.getBoundingClientRect();
    const marks = one => { const style = getComputedStyle(one);
        return (style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 1) || style.boxShadow !== 'none'; };
    const middle = document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2);
    const isCovered = !node.contains(middle) && !middle?.contains(node);
    return {
        isBody: node === document.body,
        isMarked: [node, node.parentElement, node.closest('label, form, tr') ?? node].some(marks),
        isInView: box.width > 0 && box.bottom > 0 && box.top < innerHeight && (!isCovered || box.height > innerHeight),
        order: [...document.querySelectorAll('*')].indexOf(node),
        isFloating: node.closest('[popover], dialog, nav.bottombar, .toast') !== null,
        what: node.outerHTML.replace(/\\s+/g, ' ').slice(0, 90) }; }"""


def tab_to(page, target, most=120):
    """Goes to an element by Tab alone; wherever the focus comes on the way it is seen, and it goes down the page."""
    last = -1
    for _ in range(most):
        if target.evaluate("node => node === document.activeElement"):
            return
        page.keyboard.press("Tab")
        here = page.evaluate(FOCUS)
        if here["isBody"]:
            last = -1
            continue
        assert here["isMarked"], f"nobody sees the focus at {here['what']}"
        assert here["isInView"], f"the focus is hidden at {here['what']}"
        if not here["isFloating"]:
            assert here["order"] > last, f"the focus goes back to {here['what']}"
            last = here["order"]
    raise AssertionError(f"Tab does not lead to {target}")


def journey_refund_by_keys(desk):
    order = desk.shop.ask("orders.list", status="paid", limit=20)["data"][-1]
    identifier, number = acts.subject(order, "ord"), order["number"]
    page = desk.window(person=None)
    keys = page.keyboard
    page.goto("/sign-in?next=%2Fadmin")
    tab_to(page, page.locator("[name=email]"))
    keys.press("ControlOrMeta+a")
    keys.type(OWNER[1])
    keys.press("Tab")
    keys.type(PASSWORD)
    keys.press("Enter")
    expect(page).to_have_url(re.compile("/admin$"))

    # The first Tab offers to skip the way around.
    awake(page)
    keys.press("Tab")
    expect(page.locator("a.skip")).to_be_focused()
    expect(page.locator("a.skip")).to_be_in_viewport()
    keys.press("Enter")
    expect(page.locator("main")).to_be_focused()

    # By the palette to the orders, and there to the paid ones.
    expect(acts.palette(page, "Orders").first).to_be_visible()
    keys.press("Enter")
    expect(page).to_have_url(re.compile("/admin/orders$"))
    awake(page)
    tab_to(page, page.locator("main [popovertarget=filter-more]"))
    keys.press("Enter")
    expect(page.locator("#filter-more")).to_be_visible()
    tab_to(page, page.locator("#filter-more [name=status][value=paid]"))
    keys.press("Space")
    keys.press("Enter")
    expect(page).to_have_url(re.compile("status=paid"))
    awake(page)
    keys.press("/")
    expect(page.locator("[data-filter-input]")).to_be_focused()
    keys.type(number)
    keys.press("Enter")
    expect(page).to_have_url(re.compile(f"q={number}"))
    awake(page)
    keys.press("j")
    expect(acts.row(page, number).first.locator("th a")).to_be_focused()
    keys.press("Enter")
    expect(page).to_have_url(re.compile(identifier))

    # Refunded, once it has been read what that means.
    awake(page)
    tab_to(page, page.locator("main a.btn[href*='orders.refund']").first)
    keys.press("Enter")
    expect(page).to_have_url(re.compile("/admin/actions/orders.refund"))
    awake(page)
    tab_to(page, page.locator("main [name=reason]"))
    keys.type("Glaze cracked")
    tab_to(page, page.locator("main button[name=preview]"))
    keys.press("Enter")
    expect(page.locator("main section.preview")).to_be_focused()
    awake(page)
    tab_to(page, page.locator("main [name=reason]"))
    keys.press("Control+Enter")
    expect(page).to_have_url(re.compile("/admin/approvals/"))

    # Back to the list it came from.
    awake(page)
    press(page, "g", "o")
    expect(page).to_have_url(re.compile("/admin/orders$"))


def press(page, *keys):
    """Keys one after the other, slower than a scanner."""
    for key in keys:
        page.keyboard.press(key)
        page.wait_for_timeout(80)


def journey_first_problem_has_the_focus(desk):
    taken = desk.shop.ask("products.list", limit=1)["data"][0]
    handle = desk.shop.ask("products.get", product=acts.subject(taken, "prod"))["product"]["handle"]
    page = desk.window(allowed=("status of 409", "status of 422"))
    page.goto("/admin/products")
    awake(page)
    press(page, "n")
    expect(page).to_have_url(re.compile("/admin/actions/products.create"))
    awake(page)
    tab_to(page, acts.field(page, "title"))
    page.keyboard.type("Once more")
    tab_to(page, page.locator("main .more-fields summary"))
    page.keyboard.press("Enter")
    tab_to(page, acts.field(page, "handle"))
    page.keyboard.type(handle)
    with page.expect_navigation():
        page.keyboard.press("Control+Enter")
    expect(page.locator("main [aria-invalid=true]").first).to_be_focused()
    expect(acts.field(page, "handle")).to_be_focused()
    expect(acts.field(page, "title")).to_have_value("Once more")


def journey_what_opens_keeps_the_focus(desk):
    page = desk.window()
    page.goto("/admin/orders")
    awake(page)
    opener = page.locator("main [popovertarget=columns]")
    for keys, dialog in (("Control+k", "#palette"), ("?", "#keys")):
        opener.focus()
        page.keyboard.press(keys)
        expect(page.locator(f"dialog{dialog}")).to_be_visible()
        for _ in range(6):
            page.keyboard.press("Tab")
            assert page.evaluate("name => { const at = document.activeElement;"
                                 "return at === document.body || at.closest(name) !== null }", f"dialog{dialog}"), dialog
        page.keyboard.press("Escape")
        expect(page.locator(f"dialog{dialog}")).to_be_hidden()
        expect(opener).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#columns")).to_be_visible()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('#columns') !== null"), "Tab does not lead into the menu"
    page.keyboard.press("Escape")
    expect(page.locator("#columns")).to_be_hidden()
    expect(opener).to_be_focused()


def journey_keys_that_go(desk):
    page = desk.window()
    page.goto("/admin")
    ways = page.locator("nav.sidenav [data-key]").evaluate_all("links => links.map(link => [link.dataset.key, link.pathname])")
    assert {"g o", "g p", "g c", "g i"} <= {keys for keys, _ in ways}, ways
    assert len({keys for keys, _ in ways}) == len(ways), f"the same keys twice: {ways}"
    for keys, path in ways:
        awake(page)
        go(page, keys, f"{desk.shop.address}{path}")


def go(page, keys, address):
    """Presses keys that lead somewhere. On a slow machine two keys can come so close together that they are taken for a
    scanner's, or so far apart that the first is forgotten: then they are pressed again, as people do."""
    for _ in range(4):
        press(page, *keys.split())
        with contextlib.suppress(Slowness):
            return page.wait_for_url(address, timeout=5_000)
        page.wait_for_timeout(1_300)
    expect(page).to_have_url(address)


def journey_keys_of_lists_and_records(desk):
    page = desk.window()
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto("/admin/products")
    awake(page)
    links = page.locator("main tbody th a")

    # Rows: down, up, chosen, a range of them, looked into, opened.
    press(page, "j", "j", "k", "j")
    expect(links.nth(1)).to_be_focused()
    press(page, "x")
    expect(page.locator("main tbody .sel input").nth(1)).to_be_checked()
    press(page, "j", "j", "Shift+X")
    expect(page.locator("main tbody .sel input:checked")).to_have_count(3)
    press(page, "Space")
    expect(page.locator("#peek")).to_contain_text(links.nth(3).inner_text().strip())
    press(page, "Escape")
    expect(page.locator("#peek")).to_be_hidden()
    expect(links.nth(3)).to_be_focused()
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/prod_"))
    first = acts.identifier(page)

    # Records: the next one and the one before, by either pair of keys; its form.
    for key, is_first in (("]", False), ("[", True), ("j", False), ("k", True)):
        awake(page)
        press(page, key)
        page.wait_for_url(lambda url: "/prod_" in url and (first in url) == is_first)
    awake(page)
    press(page, "e")
    expect(page).to_have_url(re.compile("/admin/actions/products.update"))

    # Its id is copied from the menu.
    page.goto(f"/admin/products/{first}")
    awake(page)
    page.locator("main [popovertarget=more]").focus()
    page.keyboard.press("Enter")
    tab_to(page, page.locator(f"main [data-copy='{first}']"))
    page.keyboard.press("Enter")
    acts.eventually(page, lambda: page.evaluate("navigator.clipboard.readText()"), lambda text: text == first)

    # Filters go with Escape, twice; what a scanner reads is looked for.
    page.goto("/admin/products?published=true")
    awake(page)
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    expect(page).to_have_url(re.compile("/admin/products$"))
    awake(page)
    page.evaluate("""keys => { for (const key of keys)
        document.body.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true })); }""",
                  [*"MUG-0001", "Enter"])
    expect(page).to_have_url(re.compile("q=MUG-0001"))


def journey_undo_by_key(desk):
    customer = desk.shop.do("customers.create", name=desk.fresh("Hester Vane"))
    identifier = customer.get("id") or customer["customer"]["id"]
    page = desk.window()
    page.goto(f"/admin/customers/{identifier}")
    acts.choose_action(page, "customers.archive")
    acts.send(page)
    expect(page.locator("[data-undo]")).to_be_visible()
    awake(page)
    press(page, "z")
    expect(page.locator("main .page-head")).not_to_contain_text("Archived")
    acts.eventually(page, lambda: desk.shop.ask("customers.get", customer=identifier),
                    lambda found: not (found.get("archived_at") or found.get("customer", {}).get("archived_at")))

