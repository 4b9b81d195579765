"""Somebody reads Spanish and likes it dark: it stays so, wherever and however they come back."""
from playwright.sync_api import expect

from browser import PASSWORD, come_in

NAME, EMAIL = "Inés Carrasco", "ines@pembertongifts.example"


def journey_spanish_and_dark(desk):
    email = desk.fresh(EMAIL)
    link = desk.shop.link(email, NAME, "admin")
    page = desk.window(person=None)
    come_in(page, link, NAME, email)
    page.goto("/admin/me")
    page.locator("main [name=locale]").select_option("es")
    page.locator("main [name=theme]").select_option("dark")
    with page.expect_navigation():
        page.locator("main form[method=post] button.btn-main").first.click()
    is_spanish_and_dark(page)
    page.goto("/admin/orders")
    is_spanish_and_dark(page)
    expect(page.locator("main h1")).to_have_text("Pedidos")
    faults = desk.look(page, "orders-in-spanish")

    # Another browser, where nothing is kept but the account.
    other = desk.window(person=None)
    other.goto("/sign-in")
    other.locator("[name=email]").fill(email)
    other.locator("[name=password]").fill(PASSWORD)
    other.locator("main form button.btn-main").click()
    is_spanish_and_dark(other)
    return faults


def is_spanish_and_dark(page):
    root = page.locator("html")
    expect(root).to_have_attribute("lang", "es")
    expect(root).to_have_attribute("data-theme", "dark")
    dark = page.evaluate("getComputedStyle(document.documentElement).backgroundColor.match(/[\\d.]+/g).slice(0, 3)")
    assert sum(map(float, dark)) < 3 * 128, dark
