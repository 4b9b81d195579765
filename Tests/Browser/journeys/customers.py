"""A customer is written down and tagged, with and without scripts."""
import re

from playwright.sync_api import expect

import acts

REFUSAL = ("status of 422",)


def journey_create_and_tag_a_customer(desk):
    write_down(desk, desk.window(allowed=REFUSAL), "Ottilie Fenwick", "ottilie@fenwick.example")


def journey_create_and_tag_a_customer_without_scripts(desk):
    write_down(desk, desk.window(scripts=False, allowed=REFUSAL), "Barnaby Thorne", "barnaby@thorne.example")


def write_down(desk, page, name, email):
    name, email = desk.fresh(name), desk.fresh(email)
    page.goto("/admin/customers")
    acts.choose_action(page, "customers.create")

    # What is wrong is said at the field, and nothing typed is lost.
    acts.fill(page, name=name, email="not an address")
    acts.main_form(page).evaluate("form => form.noValidate = true")
    acts.send(page)
    wrong = page.locator("main [aria-invalid=true]").first
    expect(wrong).to_have_attribute("id", re.compile("email"))
    expect(acts.field(page, "name")).to_have_value(name)

    acts.fill(page, email=email)
    acts.send(page)
    customer = desk.shop.ask("customers.list", q=email)["data"][0]
    page.goto(f"/admin/customers/{customer['id']}")
    expect(acts.title(page)).to_contain_text(name)

    acts.choose_action(page, "customers.tag")
    acts.fill(page, tag="Loves teapots")
    acts.send(page)
    page.goto(f"/admin/customers/{customer['id']}")
    expect(page.locator("main")).to_contain_text("Loves teapots")
    page.goto("/admin/customers")
    acts.search(page, name)
    expect(acts.row(page, name).first).to_be_visible()
