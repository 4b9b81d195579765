"""Products: many published at once and taken back, and a price that two people change."""
import re

from playwright.sync_api import expect

import acts


def journey_publish_products_and_undo(desk):
    drafts = [desk.shop.do("products.create", title=f"Willow basket {number}", handle=desk.fresh(f"willow-basket-{number}"))
              for number in (1, 2, 3)]
    identifiers = [draft["product"]["id"] for draft in drafts]

    def published():
        return [desk.shop.ask("products.get", product=id)["product"]["is_published"] for id in identifiers]

    assert published() == [False, False, False]
    page = desk.window()
    page.goto("/admin/products?published=false")
    for id in identifiers:
        page.locator(f"main input[type=checkbox][value='{id}']").check()
    bar = page.locator("form[data-bulk]")
    expect(bar).to_contain_text("3 selected")
    faults = desk.look(page, "products-chosen")
    with page.expect_navigation():
        bar.locator("button[value='products.publish']").click()

    # How many it is about is said before it begins; what became of each of them after it.
    expect(page.locator("main")).to_contain_text("3")
    faults += desk.look(page, "bulk-question")
    acts.send(page)
    acts.eventually(page, published, lambda now: now == [True, True, True])
    run = acts.identifier(page)
    page.goto(f"/admin/bulk-runs/{run}")
    expect(page.locator("main")).to_contain_text("Willow basket 2")
    faults += desk.look(page, "bulk-run")

    acts.choose_action(page, "bulk_runs.undo")
    acts.send(page)
    acts.eventually(page, published, lambda now: now == [False, False, False])
    return faults


def journey_change_a_price_twice(desk):
    variant = desk.shop.ask("variants.list", limit=1)["data"][0]["id"]
    address = f"/admin/actions/variants.update?variant={variant}"
    first = desk.window(allowed=("status of 409", "status of 412", "status of 422"))
    first.goto(address)
    second = desk.tab(first)
    second.goto(address)

    price = price_field(first)
    price.fill("11.50")
    acts.send(first)
    assert price_of(desk, variant) == "11.50"

    # The other tab does not know of it: it is shown what changed, and nothing is overwritten.
    price_field(second).fill("12.75")
    acts.send(second)
    expect(second.locator("main [role=alert]").first).to_be_visible()
    faults = desk.look(second, "conflict")
    expect(second.locator("main")).to_contain_text("11.50")
    expect(price_field(second)).to_have_value(re.compile(r"12[.,]75"))
    assert price_of(desk, variant) == "11.50", "the first change was overwritten"

    # Once it has been seen, it can be saved over.
    acts.send(second)
    assert price_of(desk, variant) == "12.75"
    return faults


def price_field(page):
    return page.locator("main form [name='price'], main form [name='price.amount']").first


def price_of(desk, variant):
    price = desk.shop.ask("variants.get", variant=variant)["price"]
    return f"{float(price['amount']):.2f}"
