"""Goods arrive and are seen where the item's moves are listed."""
from playwright.sync_api import expect

import acts


def journey_receive_stock(desk):
    level = desk.shop.ask("stock_levels.list", limit=1)["data"][0]
    location = desk.shop.ask("locations.get", location=level["location"])
    code, name = location["code"], location["name"]
    before = float(level["on_hand"])
    page = desk.window()
    page.goto("/admin/stock-levels")
    acts.choose_action(page, "inventory.stock_in")
    acts.look_up(page, "location", code, shows=name)
    acts.look_up(page, "lines.0.variant", level["sku"], shows=level["title"])
    acts.fill(page, lines__0__quantity="24", note="Pallet 7 from the potter")
    expect(acts.preview(page)).to_contain_text("Goods in")
    acts.send(page)

    now = next(
        found for found in desk.shop.ask("stock_levels.list", sku=level["sku"])["data"]
        if found["location"] == level["location"])
    assert float(now["on_hand"]) == before + 24, now
    page.goto(f"/admin/stock-moves?sku={level['sku']}")
    expect(acts.rows(page).first).to_contain_text("24")
