"""Work done in a browser that runs no scripts: sheets of paper that are sent and come back."""
import re

from playwright.sync_api import expect

import acts
from browser import come_in

LIST = "Name,E-mail\nPerpetua Lark,perpetua@lark.example\n"


def journey_read_a_list_without_scripts(desk):
    page = desk.window(scripts=False)
    page.goto("/admin/orders")
    first = numbers(page)

    # On and back.
    follow(page, page.locator("main .pager a[rel=next]"), "after=")
    assert not set(numbers(page)) & set(first), "the next page shows rows of the first"
    follow(page, page.locator("main .pager a[rel=prev]"), "after=")
    assert numbers(page) == first, "the way back leads elsewhere"

    # A filter is added, changed and taken away.
    page.locator("main [popovertarget=filter-more]").click()
    page.locator("#filter-more input[name=status][value=cancelled]").check()
    with page.expect_navigation():
        page.locator("#filter-more button.btn-main").click()
    assert "status=cancelled" in page.url and "=&" not in page.url, page.url
    expect(page.locator("main .chip b").first).to_have_text(re.compile("cancelled", re.IGNORECASE))
    with page.expect_navigation():
        page.locator("main .chip a").first.click()
    assert "status" not in page.url, page.url

    # Columns are chosen, rows made lower.
    page.locator("main [popovertarget=columns]").click()
    page.locator("#columns input[name=columns][value=channel]").uncheck()
    with page.expect_navigation():
        page.locator("#columns button.btn-main").click()
    expect(page.locator("main thead")).not_to_contain_text("Channel")
    with page.expect_navigation():
        page.locator("main .filters a[href*='density=']").click()
    expect(page.locator("main [data-density]")).to_have_attribute("data-density", "compact")

    # Another order, where there is one.
    page.goto("/admin/customers")
    follow(page, page.locator("main thead a").first, "sort=")
    expect(page.locator("main thead [aria-sort]")).to_have_count(1)

    # What the palette does has a page of its own.
    page.locator(".topbar [name=q]").fill(first[0])
    page.locator(".topbar [name=q]").press("Enter")
    expect(page).to_have_url(re.compile("/admin/search"))
    page.locator("main a", has_text=first[0]).first.click()
    expect(acts.title(page)).to_contain_text(first[0])


def numbers(page):
    return [text.strip() for text in page.locator("main tbody th[scope=row]").all_inner_texts()]


def follow(page, link, address):
    link.click()
    expect(page).to_have_url(re.compile(re.escape(address)))


def journey_refund_and_approve_without_scripts(desk):
    order = acts.subject(desk.shop.ask("orders.list", status="paid", limit=8)["data"][-1], "ord")

    def status():
        return desk.shop.ask("orders.get", order=order)["order"]["status"]

    page = desk.window(scripts=False)
    page.goto(f"/admin/orders/{order}")
    acts.choose_action(page, "orders.refund")
    acts.fill(page, reason="Arrived broken")
    expect(acts.preview(page)).to_contain_text("approval")
    expect(acts.field(page, "reason")).to_have_value("Arrived broken")
    acts.send(page)
    expect(page).to_have_url(re.compile("/admin/approvals/"))
    assert status() == "paid", "one person alone refunded it"

    other = desk.window("second", scripts=False)
    other.goto(page.url)
    acts.choose_action(other, "approvals.approve")
    acts.send(other)
    assert status() == "refunded", status()


def journey_cancel_without_scripts(desk):
    order = acts.subject(desk.shop.ask("orders.list", status="pending", limit=8)["data"][0], "ord")
    page = desk.window(scripts=False)
    page.goto(f"/admin/orders/{order}")
    acts.choose_action(page, "orders.cancel")
    acts.fill(page, reason="customer")
    expect(acts.preview(page)).to_contain_text(re.compile("cancel", re.IGNORECASE))
    acts.send(page)
    expect(page.locator("main .page-head .badge", has_text="Cancelled")).to_be_visible()
    expect(page.locator(".toast")).to_be_visible()


def journey_update_without_scripts(desk):
    customer = desk.shop.ask("customers.list", limit=12)["data"][-1]["id"]
    page = desk.window(scripts=False)
    page.goto(f"/admin/customers/{customer}")
    acts.choose_action(page, "customers.update")
    acts.fill(page, phone="+44 1225 445566")
    acts.send(page)
    expect(page.locator("main")).to_contain_text("+44 1225 445566")


def journey_adjust_stock_without_scripts(desk):
    levels = [level for level in desk.shop.ask("stock_levels.list", limit=100)["data"] if float(level["on_hand"]) > 3]
    first = levels[0]
    second = next(level for level in levels[1:] if level["location"] == first["location"] and level["sku"] != first["sku"])
    page = desk.window(scripts=False, allowed=("status of 422",))
    page.goto("/admin/stock-levels")
    acts.choose_action(page, "inventory.adjust")
    page.locator("main form [name=location]").select_option(first["location"])
    acts.fill(page, reason="found", lines__0__variant=first["sku"], lines__0__quantity="2")

    # Another row comes from the server, and what stood there stays.
    with page.expect_navigation():
        page.locator("main [data-add-row]").click()
    expect(acts.field(page, "lines.0.quantity")).to_have_value("2")
    acts.fill(page, lines__1__variant="no such thing", lines__1__quantity="1")
    acts.send(page)
    expect(page.locator("main [aria-invalid=true]").first).to_have_attribute("name", re.compile(r"^lines\.1\."))
    expect(acts.field(page, "lines.0.quantity")).to_have_value("2")
    acts.fill(page, lines__1__variant=second["sku"])
    acts.send(page)
    for level, more in ((first, 2), (second, 1)):
        now = next(found for found in desk.shop.ask("stock_levels.list", sku=level["sku"])["data"]
                   if found["location"] == level["location"])
        assert float(now["on_hand"]) == float(level["on_hand"]) + more, (level, now)


def journey_invite_without_scripts(desk):
    email = desk.fresh("wren@pembertongifts.example")
    page = desk.window(scripts=False)
    page.goto("/admin/team")
    acts.choose_action(page, "team.invite")
    acts.fill(page, name="Wren Tabor", email=email, role="support")
    acts.send(page)
    member = next(member for member in desk.shop.ask("team.list", limit=100)["data"] if member["email"] == email)
    assert member["role"] == "support", member


def journey_import_without_scripts(desk):
    page = desk.window(scripts=False)
    page.goto("/admin/import")
    page.locator("main [name=kind]").select_option("customers")
    page.locator("main input[type=file]").set_input_files(
        {"name": "larks.csv", "mimeType": "text/csv", "buffer": LIST.encode()})
    acts.send(page)
    with page.expect_navigation():
        page.locator("button[name=do][value=try]").click()

    # The page comes again by itself until the trial is through.
    begin = page.locator("button[name=do][value=begin]:not([disabled])")
    begin.wait_for()
    with page.expect_navigation():
        begin.click()
    acts.eventually(page, lambda: desk.shop.ask("customers.list", q="perpetua@lark.example")["data"], bool)
    expect(page.locator("main .badge", has_text="Finished").first).to_be_visible()


def journey_archive_many_without_scripts(desk):
    drafts = [desk.shop.do("products.create", title=f"Ash bowl {number}", handle=desk.fresh(f"ash-bowl-{number}"))
              for number in (1, 2)]
    chosen = [draft["product"]["id"] for draft in drafts]
    page = desk.window(scripts=False)
    page.goto("/admin/products?published=false")
    for product in chosen:
        page.locator(f"main input[type=checkbox][value='{product}']").check()
    with page.expect_navigation():
        page.locator("main button[name=action][value='products.publish']").click()
    expect(page.locator("main")).to_contain_text("2")
    acts.send(page)
    acts.eventually(
        page, lambda: [desk.shop.ask("products.get", product=product)["product"]["is_published"] for product in chosen],
        lambda now: now == [True, True])


def journey_save_a_view_without_scripts(desk):
    page = desk.window("second", scripts=False)
    page.goto("/admin/orders?status=refunded")
    page.locator("main [popovertarget=save-view]").click()
    page.locator("#save-view [name=name]").fill("Money back")
    with page.expect_navigation():
        page.locator("#save-view button.btn-main").click()
    tab = page.locator("nav.tabs a", has_text="Money back").first
    expect(tab).to_have_attribute("aria-current", "page")
    page.goto("/admin/orders")
    follow(page, page.locator("nav.tabs a", has_text="Money back").first, "status=refunded")


def journey_preferences_without_scripts(desk):
    name, email = "Lucie Marchand", desk.fresh("lucie@pembertongifts.example")
    link = desk.shop.link(email, name, "staff")
    page = desk.window(person=None, scripts=False)
    come_in(page, link, name, email)
    page.goto("/admin/me")
    page.locator("main [name=locale]").select_option("fr")
    acts.send(page)
    expect(page.locator("html")).to_have_attribute("lang", "fr")
    page.locator("[popovertarget=me]").click()
    page.locator("form[action='/sign-out'] button").click()
    expect(page).to_have_url(re.compile("/sign-in$"))


def journey_settings_without_scripts(desk):
    page = desk.window("second", scripts=False, allowed=("status of 422",))
    page.goto("/admin/settings")
    form = page.locator("main form").filter(has=page.locator("[name=key][value='imports.max_upload_mb']"))
    before = form.locator("[name=value]").input_value()
    form.locator("[name=value]").fill("many")
    save(page, form)
    expect(page.locator("main [role=alert], main [aria-invalid=true]").first).to_be_visible()
    form.locator("[name=value]").fill("150")
    save(page, form)
    expect(form.locator("[name=value]")).to_have_value("150")
    page.goto("/admin/settings")
    expect(form.locator("[name=value]")).to_have_value("150")
    form.locator("[name=value]").fill(before)
    save(page, form)


def save(page, form):
    with page.expect_navigation():
        form.locator("button:not([name])").click()
