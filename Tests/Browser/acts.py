"""What people do on Martlet's pages, said once: find a row, open what can be done, fill in a form, send it."""
import re

from playwright.sync_api import expect

from browser import PATIENCE, awake

FORM_OF = "a[href*='/admin/actions/{}']"


def title(page):
    """The page's heading."""
    return page.locator("main h1").first


def rows(page):
    """The rows of a list that stand for records."""
    return page.locator("main table tbody tr").filter(has=page.locator("a"))


def row(page, text):
    """The rows that hold a text."""
    return rows(page).filter(has_text=text)


def search(page, text):
    """Types words into the list's own search and sends them."""
    field = page.locator("main form[role=search] input[name=q]").first
    field.fill(text)
    field.press("Enter")
    page.wait_for_url(re.compile(r"[?&]q="))


def open_row(page, text):
    """Opens the first row that holds a text."""
    row(page, text).first.locator("th a, a").first.click()
    page.wait_for_url(re.compile(r"/[a-z]+_[0-9a-z]{26}"))


def choose_action(page, name):
    """Opens the form of an action from the page of a record or a list: a button, or an entry of its menu."""
    entry = page.locator("main").locator(FORM_OF.format(name))
    expect(entry.first).to_be_attached()
    if not entry.first.is_visible():
        menu = page.locator("main [popover]").filter(has=page.locator(FORM_OF.format(name))).first
        page.locator(f"main [popovertarget={menu.get_attribute('id')}]").first.click()
    entry.locator("visible=true").first.click()
    page.wait_for_url(re.compile(re.escape(f"/admin/actions/{name}")))


def field(page, name):
    """A field of the page's form, by the name the action gives it; a record's field keeps its place when a script
    moves the name."""
    return page.locator(f"main form [name='{name}']:not([type=hidden]), main form [id='f-{name}']").first


def fill(page, **answers):
    """Fills fields in; `lines.0.quantity` is written `lines__0__quantity`."""
    for name, answer in answers.items():
        name = name.replace("__", ".")
        choices = page.locator(f"main form input[type=radio][name='{name}']")
        if choices.count():
            page.locator(f"main form input[type=radio][name='{name}'][value='{answer}']").check()
            continue
        target = field(page, name)
        if target.evaluate("node => node.tagName") == "SELECT":
            target.select_option(answer)
        else:
            target.fill(answer)


def look_up(page, name, text, shows=None):
    """Chooses a record: from a list where there are few, else by typing and taking what is offered."""
    target = field(page, name)
    if target.evaluate("node => node.tagName") == "SELECT":
        target.select_option(value=target.locator("option", has_text=shows or text).first.get_attribute("value"))
        return
    target.fill("")
    target.press_sequentially(text)
    page.locator("[role=listbox]:visible [role=option]").filter(has_text=shows or text).first.click()


def main_form(page):
    """The form that is the page's business."""
    return page.locator("main form[method=post]").filter(has=page.locator("button.btn-main")).first


def preview(page):
    """Asks what will happen, and returns where it is said."""
    main_form(page).locator("button[name=preview]").click()
    said = page.locator("main [role=status]").filter(has=page.locator("h2"))
    expect(said).to_be_visible()
    return said


def send(page):
    """Sends the page's form and waits for what follows."""
    with page.expect_navigation():
        main_form(page).locator("button.btn-main").first.click()


def undo(page):
    """Takes back what the page says was just done."""
    with page.expect_navigation():
        page.locator("[data-undo]").first.click()


def subject(row, kind):
    """The id of the record a row is about, by the prefix of its kind."""
    return next(value for value in row.values() if isinstance(value, str) and value.startswith(f"{kind}_"))


def identifier(page):
    """The id of the record whose page is open."""
    return re.search(r"/([a-z]+_[0-9a-z]{26})", page.url).group(1)


def palette(page, text):
    """Opens the palette by its keys, types, and returns what it offers."""
    awake(page)
    page.keyboard.press("Control+k")
    combobox = page.locator("dialog[open] [role=combobox]")
    expect(combobox).to_be_focused()
    combobox.press_sequentially(text, delay=10)
    return page.locator("dialog[open] [role=option]")


def eventually(page, read, wanted, seconds=PATIENCE // 1000):
    """Reads until it is as wanted; work in the background takes a moment."""
    for _ in range(seconds * 5):
        found = read()
        if wanted(found):
            return found
        page.wait_for_timeout(200)
    raise AssertionError(f"still {found!r} after {seconds} s")
