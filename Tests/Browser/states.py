"""Pages that no link leads to: refusals, previews, empty lists, and what somebody with few rights sees. Each function
brings a page into its state; its name and person are how it is reported."""

from browser import awake

OF_A_REFUSAL = tuple(f"status of {status}" for status in (400, 401, 403, 404, 409, 410, 422))


class State:
    def __init__(self, name, person, bring):
        self.name = name
        self.person = person
        self.bring = bring


def goes_to(address):
    return lambda page: page.goto(address)


def sign_in_refused(page):
    page.goto("/sign-in")
    page.locator("input[name=email]").fill("nobody@pembertongifts.example")
    page.locator("input[name=password]").fill("not the password")
    page.locator("main form button.btn-main").click()
    page.get_by_role("alert").wait_for()


def used_link(page):
    page.goto("/link/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")
    button = page.locator("main form button.btn-main")
    if button.count():
        button.first.click()
    page.get_by_role("alert").first.wait_for()


def refused_form(page):
    page.goto("/admin/actions/customers.create")
    main_form(page).evaluate("form => form.noValidate = true")
    page.locator("main form [name=email]").first.fill("not an address")
    main_form(page).locator("button.btn-main").click()
    page.locator("[aria-invalid=true]").first.wait_for()


def previewed_form(page):
    page.goto("/admin/actions/customers.create")
    page.locator("main form [name=name]").first.fill("Isla Fairbairn")
    main_form(page).locator("button[name=preview]").click()
    page.get_by_text("What will happen", exact=True).first.wait_for()


def opened(address, opener):
    """A page with something of it opened: a menu, a form that floats, the palette."""
    def bring(page):
        page.goto(address)
        page.locator(opener).locator("visible=true").first.click()
        page.locator("[popover]:popover-open, dialog[open]").first.wait_for()
    return bring


def with_keys(address, keys):
    def bring(page):
        page.goto(address)
        awake(page)
        page.keyboard.press(keys)
        page.locator("dialog[open] :is([role=option], dt)").first.wait_for()
    return bring


def chosen_rows(page):
    page.goto("/admin/products")
    page.locator("main tbody .sel input").nth(1).check()
    page.locator("main tbody .sel input").nth(3).check()
    page.locator("form[data-bulk]").wait_for()


def chosen_rows_shown(page):
    chosen_rows(page)
    page.locator("[data-bulk-show]").click()
    page.locator("[data-drop]").first.wait_for()


def bulk_asked(page):
    chosen_rows(page)
    page.locator("form[data-bulk] button[name=action]").first.click()
    page.locator(".names").wait_for()


def several_called_so(page):
    page.goto("/admin/actions/inventory.stock_in")
    main_form(page).evaluate("form => form.noValidate = true")
    page.locator("main form .form-row input[data-lookup]").first.fill("rain")
    main_form(page).locator("button.btn-main").click()
    page.locator("[aria-invalid=true]").first.wait_for()


def main_form(page):
    return page.locator("main form[method=post]").filter(has=page.locator("button.btn-main")).first


STATES = [
    State("sign-in", None, goes_to("/sign-in")),
    State("sign-in-refused", None, sign_in_refused),
    State("link-used", None, used_link),
    State("not-found", "owner", goes_to("/admin/nowhere")),
    State("record-not-found", "owner", goes_to("/admin/orders/ord_01j0000000e008000000000001")),
    State("list-filtered-to-nothing", "owner", goes_to("/admin/orders?q=nothing-is-called-this")),
    State("list-filter-refused", "owner", goes_to("/admin/orders?from=yesterday-ish")),
    State("list-filter-unclear", "owner", goes_to("/admin/orders?customer_id=nobody-is-called-this")),
    State("list-empty", "owner", goes_to("/admin/roles")),
    State("form-refused", "owner", refused_form),
    State("form-preview", "owner", previewed_form),
    State("account-menu", "owner", opened("/admin", "[popovertarget=me]")),
    State("palette", "owner", with_keys("/admin/orders", "Control+k")),
    State("keys", "owner", with_keys("/admin/orders", "?")),
    State("list-columns", "owner", opened("/admin/orders", "[popovertarget=columns]")),
    State("list-add-filter", "owner", opened("/admin/orders", "[popovertarget=filter-more]")),
    State("list-save-view", "owner", opened("/admin/orders", "[popovertarget=save-view]")),
    State("list-with-chosen-rows", "owner", chosen_rows),
    State("chosen-rows", "owner", chosen_rows_shown),
    State("many-asked", "owner", bulk_asked),
    State("form-near-records", "owner", several_called_so),
    State("home-with-few-rights", "clerk", goes_to("/admin")),
    State("list-with-few-rights", "clerk", goes_to("/admin/orders")),
    State("no-permission-list", "clerk", goes_to("/admin/team")),
    State("no-permission-form", "clerk", goes_to("/admin/actions/team.invite")),
]
