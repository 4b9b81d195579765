"""Coming in: by a one-time link, and by a password afterwards."""
import re

from playwright.sync_api import expect

from browser import PASSWORD

NAME, EMAIL = "Imogen Ashworth", "imogen@pembertongifts.example"


def journey_sign_in(desk):
    email = desk.fresh(EMAIL)
    link = desk.shop.link(email, NAME, "staff")
    page = desk.window(person=None, allowed=("status of 401", "status of 410", "status of 404"))
    page.goto("/admin/orders")
    expect(page).to_have_url(f"{desk.shop.address}/sign-in?next=%2Fadmin%2Forders")

    # The link lets her in once, and she chooses how she comes in from now on.
    page.goto(link)
    page.get_by_role("button", name="Continue").click()
    for label, answer in (("Your name", NAME), ("E-mail", email), ("Password", PASSWORD)):
        page.get_by_label(label).fill(answer)
    page.locator("main form button.btn-main").click()
    expect(page).to_have_url(f"{desk.shop.address}/admin")
    cookies = [cookie for cookie in page.context.cookies() if cookie["httpOnly"]]
    assert cookies and all(cookie["sameSite"] == "Lax" for cookie in cookies), page.context.cookies()

    # She goes, and the link does not bring her back.
    sign_out(page)
    page.goto(link)
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_role("alert")).to_be_visible()

    # A wrong password says so and keeps the e-mail; the right one leads where she was going.
    page.goto("/admin/orders")
    page.get_by_label("E-mail").fill(email)
    page.get_by_label("Password").fill("some other password")
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("alert")).to_be_visible()
    expect(page.get_by_label("E-mail")).to_have_value(email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page).to_have_url(f"{desk.shop.address}/admin/orders")


def sign_out(page):
    button = page.locator("form[action='/sign-out'] button")
    if not button.is_visible():
        page.locator("[popovertarget=me]").click()
    button.click()
    expect(page).to_have_url(re.compile("/sign-in$"))
