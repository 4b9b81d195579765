"""Holds the admin's scripts to their markup contract on small pages of their own, without a Martlet behind them.

    python Tests/Browser/scripts.py [--filter REGEX]

The contract is in Sources/Admin/Assets/README.md. Scripts and styles are served as they are compiled in, under the same
content policy.
"""
import argparse
import contextlib
import http.server
import importlib.util
import json
import pathlib
import re
import sys
import threading
import time
import traceback
import urllib.parse

from playwright.sync_api import expect, sync_playwright

from acts import eventually
from browser import PATIENCE, awake, find_chromium
import script_pages

ROOT = pathlib.Path(__file__).resolve().parents[2]
ASSETS = ROOT / "Sources" / "Admin" / "Assets"
POLICY = "default-src 'self'; object-src 'none'; base-uri 'none'; frame-ancestors 'none'; form-action 'self'"
CANNOT_RUN = 75


def compiled():
    """The files as scripts/assets.py leaves them, by name."""
    spec = importlib.util.spec_from_file_location("assets", ROOT / "scripts" / "assets.py")
    assets = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(assets)
    files = [path for path in ASSETS.rglob("*") if path.suffix in assets.KINDS]
    lean = {path.name: assets.lean(path, path.read_text(encoding="utf-8")) for path in files}
    order = ["tokens", "base", "layout", "components", "admin", "print"]
    lean["martlet.css"] = "".join(lean[f"{name}.css"] for name in order)
    return lean


class Site:
    """The pages, and what was asked of them."""

    def __init__(self):
        self.files = compiled()
        self.asked = []
        self.delays = {}
        site = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                site.answer(self, None)

            def do_POST(self):
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode()
                site.answer(self, urllib.parse.parse_qsl(body, keep_blank_values=True))

            def log_message(self, *words):
                pass

        self._server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.address = f"http://127.0.0.1:{self._server.server_port}"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def answer(self, handler, fields):
        target = urllib.parse.urlsplit(handler.path)
        query = urllib.parse.parse_qsl(target.query, keep_blank_values=True)
        if not target.path.startswith("/assets/"):
            self.asked.append((target.path, fields if fields is not None else query))
        time.sleep(self.delays.get(target.path, 0))
        name = target.path.rsplit("/", 1)[1]
        kinds = {"js": "text/javascript", "css": "text/css", "svg": "image/svg+xml", "json": "application/json"}
        if target.path.startswith("/assets/") and name in self.files:
            status, kind, text = 200, kinds[name.rsplit(".", 1)[1]], self.files[name]
        else:
            status, kind, text = script_pages.page(target.path, dict(query), self.asked)
        if fields is not None and status == 303:
            handler.send_response(303)
            handler.send_header("Location", text)
            handler.send_header("Content-Length", "0")
            return handler.end_headers()
        body = text.encode()
        handler.send_response(status)
        handler.send_header("Content-Type", f"{kind}; charset=utf-8")
        handler.send_header("Content-Security-Policy", POLICY)
        handler.send_header("Cache-Control", "no-store")
        handler.send_header("Content-Length", str(len(body)))
        handler.end_headers()
        with contextlib.suppress(BrokenPipeError, ConnectionResetError):
            handler.wfile.write(body)

    def posts(self, path):
        return [fields for asked, fields in self.asked if asked == path]


def open_page(context, site, path, faults):
    page = context.new_page()
    page.on("pageerror", lambda error: faults.append(f"script error: {error}"))
    page.on("console", lambda message: message.type == "error" and faults.append(f"console: {message.text}"))
    page.goto(site.address + path)
    awake(page)
    return page


# Palette

def check_palette_answers_from_what_it_knows(page, site):
    page.keyboard.press("Control+k")
    expect(page.locator("#palette")).to_be_visible()
    expect(page.locator("#palette [role=group]").first).to_have_attribute("aria-label", "On this page")
    field = page.locator("#palette input")
    expect(page.locator("#palette [role=option]", has_text="Products")).to_be_visible()
    site.delays["/admin/palette"] = 2
    first = page.locator("#palette [role=option]").first
    with page.expect_response("**/admin/palette?q=ordr"):
        field.fill("ordr")
        expect(first).to_have_text("Orders", timeout=1_900)  # while the answer is still on its way
        expect(first).to_have_attribute("aria-selected", "true")
        assert field.get_attribute("aria-activedescendant") == first.get_attribute("id")
    expect(page.locator("#palette [role=option]")).to_have_count(1)
    page.keyboard.press("Enter")
    page.wait_for_url("**/admin/orders")


def check_palette_finds_records_and_moves(page, site):
    page.locator("[data-open-palette] input").click()
    page.locator("#palette input").fill("bramble")
    expect(page.locator("#palette [role=option]").first).to_contain_text("PG-104812")
    page.keyboard.press("ArrowDown")
    expect(page.locator("#palette [aria-selected=true]")).to_contain_text("Bramble & Finch")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowUp")
    expect(page.locator("#palette [role=option]").last).to_have_attribute("aria-selected", "true")
    page.keyboard.press("Escape")
    expect(page.locator("#palette")).to_be_hidden()


def check_palette_waits_when_enter_is_faster_than_the_answer(page, site):
    site.delays["/admin/palette"] = 0.4
    page.keyboard.press("Control+k")
    page.wait_for_timeout(500)
    page.keyboard.type("104812")
    page.keyboard.press("Enter")
    page.wait_for_url("**/admin/orders/ord_1")


def check_palette_does_what_the_page_can_do_and_remembers(page, site):
    page.goto(site.address + "/admin/orders/ord_77")
    awake(page)
    page.keyboard.press("Control+k")
    page.locator("#palette input").fill("cancel")
    expect(page.locator("#palette [role=option]").first).to_have_text("Cancel order")
    page.keyboard.press("Enter")
    expect(page.locator("#done")).to_have_text("cancelled")
    page.goto(site.address + "/list")
    awake(page)
    page.keyboard.press("Control+k")
    expect(page.locator("#palette [role=group]").first).to_have_attribute("aria-label", "Lately")
    expect(page.locator("#palette [role=option]").first).to_contain_text("PG-1001")


SPINS = """() => {
    window.spun = [];
    let began = 0;
    for (const type of ["input", "submit"]) addEventListener(type, () => { began = performance.now(); }, true);
    new MutationObserver(changes => {
        for (const change of changes) if (change.target.ariaBusy === "true") spun.push(performance.now() - began);
    }).observe(document, { subtree: true, attributes: true, attributeFilter: ["aria-busy"] }); }"""


def check_nothing_spins_before_400_ms(page, site):
    page.keyboard.press("Control+k")
    expect(page.locator("#palette [role=option]", has_text="Products")).to_be_visible()
    page.evaluate(SPINS)
    site.delays["/admin/palette"] = 1
    page.locator("#palette input").fill("bramble")
    expect(page.locator("#palette [role=option]").first).to_contain_text("PG-104812")
    spun = page.evaluate("spun")
    assert spun and min(spun) >= 400, spun
    page.goto(site.address + "/form")
    awake(page)
    page.evaluate(SPINS)
    site.delays["/save"] = 1
    page.evaluate("addEventListener('pagehide', () => { localStorage.spun = JSON.stringify(spun); })")
    page.locator("[name=title]").fill("Walnut tray")
    page.locator("#save").click()
    page.wait_for_url("**/list*")
    spun = json.loads(page.evaluate("localStorage.spun"))
    assert spun and min(spun) >= 400, spun


# Keys

def check_keys_go_and_focus_and_leave_fields_alone(page, site):
    page.keyboard.press("/")
    expect(page.locator("[data-filter-input]")).to_be_focused()
    page.keyboard.type("go", delay=60)
    expect(page.locator("[data-filter-input]")).to_have_value("go")
    page.locator("h1").click()
    page.keyboard.press("g")
    page.wait_for_timeout(120)
    page.keyboard.press("o")
    page.wait_for_url("**/admin/orders")


def check_keys_show_what_works_here(page, site):
    page.keyboard.press("?")
    sheet = page.locator("#keys")
    expect(sheet).to_be_visible()
    for text in ["Orders", "Next row", "Search this list", "Clear all filters"]:
        expect(sheet).to_contain_text(text)
    assert "Undo" not in sheet.inner_text()
    page.keyboard.press("Escape")
    expect(sheet).to_be_hidden()


def check_keys_can_be_switched_off(page, site):
    page.goto(site.address + "/list?shortcuts=off")
    awake(page)
    page.keyboard.press("j")
    page.keyboard.press("/")
    page.wait_for_timeout(150)
    assert page.evaluate("document.activeElement === document.body")
    page.keyboard.press("Control+k")
    expect(page.locator("#palette")).to_be_visible()


def check_scanned_codes_go_to_the_filter(page, site):
    page.evaluate("window.here = true")
    # At once, as a scanner does it; through the driver the keys would come as slowly as the machine is busy.
    page.evaluate("""keys => { for (const key of keys)
        document.body.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true })); }""",
                  [*"gox5012345", "Enter"])
    page.wait_for_url("**/list?q=gox5012345")


def check_escape_twice_clears_filters(page, site):
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    page.wait_for_url("**/list?cleared=1")


# Rows

def focused_row(page):
    return page.evaluate("document.activeElement.closest('tr')?.rowIndex ?? 0")


def press(page, *keys):
    for key in keys:
        page.keyboard.press(key)
        page.wait_for_timeout(90)


def check_rows_under_the_keys(page, site):
    press(page, "j", "j", "k", "j", "j")
    assert focused_row(page) == 3, focused_row(page)
    press(page, "x")
    expect(page.locator("tbody tr").nth(2).locator("input")).to_be_checked()
    press(page, "k", "k")
    press(page, "Shift+X")
    expect(page.locator("tbody input:checked")).to_have_count(3)
    press(page, "Space")
    expect(page.locator("#peek")).to_be_visible()
    expect(page.locator("#peek")).to_contain_text("inside ord_1")
    assert "whole page" not in page.locator("#peek").inner_text()
    press(page, "j")
    expect(page.locator("#peek")).to_contain_text("inside ord_2")
    press(page, "Space")
    expect(page.locator("#peek")).to_be_hidden()
    assert focused_row(page) == 2
    page.keyboard.press("Enter")
    page.wait_for_url("**/admin/orders/ord_2*")
    page.go_back()
    awake(page)
    press(page, "j")
    assert focused_row(page) in (2, 3), "begins where one was"


def check_rows_open_by_a_click_beside_the_link(page, site):
    page.locator("tbody tr").nth(1).locator("td").last.click()
    page.wait_for_url("**/admin/orders/ord_2*")


# Selection

def check_selection_goes_from_page_to_page(page, site):
    expect(page.locator("#bulk")).to_be_hidden()
    boxes = page.locator("tbody .sel input")
    boxes.nth(0).click()
    boxes.nth(2).click(modifiers=["Shift"])
    expect(page.locator("#bulk")).to_be_visible()
    expect(page.locator("[data-bulk-count]")).to_have_text("3 selected")
    page.locator("a[rel=next]").click()
    awake(page)
    expect(page.locator("[data-bulk-count]")).to_have_text("3 selected, 3 not shown")
    page.locator("tbody .sel input").nth(0).click()
    expect(page.locator("[data-bulk-count]")).to_have_text("4 selected, 3 not shown")
    page.locator("#bulk button[name=action]").click()
    page.wait_for_url("**/bulk")
    fields = site.posts("/bulk")[-1]
    assert sorted(value for name, value in fields if name == "id") == ["ord_1", "ord_2", "ord_3", "ord_6"], fields
    assert ("action", "orders.archive") in fields and not any(name == "all" for name, _ in fields)


def check_everything_that_matches_can_be_selected(page, site):
    page.locator("[data-select-page]").click()
    expect(page.locator("tbody input:checked")).to_have_count(5)
    page.locator("[data-bulk-all]").click()
    expect(page.locator("[data-bulk-count]")).to_have_text("All that match are selected")
    page.locator("#bulk button[name=action]").click()
    page.wait_for_url("**/bulk")
    fields = site.posts("/bulk")[-1]
    assert ("all", "1") in fields and not any(name == "id" for name, _ in fields), fields


def check_selection_can_be_cleared_and_is_done_with(page, site):
    page.locator("tbody .sel input").nth(0).click()
    page.locator("[data-bulk-clear]").click()
    expect(page.locator("tbody input:checked")).to_have_count(0)
    expect(page.locator("#bulk")).to_be_hidden()
    page.locator("tbody .sel input").nth(1).click()
    expect(page.locator("[data-bulk-count]")).to_have_text("1 selected")
    page.goto(site.address + "/confirm")
    awake(page)
    page.locator("main form button").click()
    page.wait_for_url("**/bulk")
    page.goto(site.address + "/list")
    awake(page)
    expect(page.locator("tbody input:checked")).to_have_count(0)


# Filters

def check_filters_send_only_what_was_chosen(page, site):
    page.locator("select[name=status]").select_option("open")
    page.wait_for_url("**/list?status=open")


def check_counts_come_after_the_page(page, site):
    expect(page.locator("[data-count=all]")).to_have_text("412")
    expect(page.locator("[data-count=none]")).to_be_hidden()
    expect(page.locator("[data-total]")).to_have_text("of 412")


# Forms

def check_forms_keep_a_draft_but_no_secrets(page, site):
    page.goto(site.address + "/form")
    awake(page)
    expect(page.locator("[data-savebar]")).to_be_hidden()
    page.locator("[name=title]").fill("Walnut tray")
    page.locator("[name=password]").fill("hunter22")
    page.locator("[data-secret] input").fill("sk_live")
    expect(page.locator("[data-savebar]")).to_be_visible()
    eventually(page, lambda: page.evaluate("JSON.stringify(sessionStorage).includes('Walnut tray')"), bool)
    kept = page.evaluate("JSON.stringify(sessionStorage)")
    assert "Walnut tray" in kept and "hunter22" not in kept and "sk_live" not in kept and "csrf-1" not in kept, kept
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    page.reload()
    awake(page)
    assert asked == ["beforeunload"], asked
    expect(page.locator("[name=title]")).to_have_value("Walnut tray")
    expect(page.locator("[name=password]")).to_have_value("")
    page.get_by_role("button", name="Discard").first.click()
    expect(page.locator("[name=title]")).to_have_value("Oak tray")
    expect(page.locator("[data-savebar]")).to_be_hidden()


def check_drafts_of_a_changed_record_are_not_put_back(page, site):
    page.goto(site.address + "/form")
    awake(page)
    page.locator("[name=title]").fill("Walnut tray")
    eventually(page, lambda: page.evaluate("JSON.stringify(sessionStorage).includes('Walnut tray')"), bool)
    page.on("dialog", lambda dialog: dialog.accept())
    page.goto(site.address + "/form?version=8")
    awake(page)
    expect(page.locator("[name=title]")).to_have_value("Oak tray")


def check_forms_are_sent_once(page, site):
    page.goto(site.address + "/form")
    awake(page)
    site.delays["/save"] = 0.6
    page.locator("[name=title]").fill("Walnut tray")
    page.evaluate("""() => {
        for (let time = 0; time < 3; time++) document.querySelector("#save").click();
    }""")
    page.wait_for_url("**/list*")
    assert len(site.posts("/save")) == 1, site.posts("/save")
    assert ("title", "Walnut tray") in site.posts("/save")[0]
    page.goto(site.address + "/form")
    awake(page)
    page.locator("[name=sku]").press("Control+Enter")
    page.wait_for_url("**/list*")
    assert len(site.posts("/save")) == 2, site.posts("/save")
    page.goto(site.address + "/form")
    awake(page)
    expect(page.locator("[name=title]")).to_have_value("Oak tray")


def check_the_first_error_has_the_focus(page, site):
    page.goto(site.address + "/form?error=1")
    awake(page)
    expect(page.locator("[name=sku]")).to_be_focused()
    expect(page.locator("[data-savebar]")).to_be_visible()


def check_rows_of_a_form_come_and_go(page, site):
    page.goto(site.address + "/form")
    awake(page)
    page.locator("[data-add-row]").click()
    page.locator("[data-add-row]").click()
    expect(page.locator("[data-row-item] input")).to_have_count(3)
    names = [field.get_attribute("name") for field in page.locator("[data-row-item] input").all()]
    assert names == ["lines.0.sku", "lines.1.sku", "lines.2.sku"], names
    expect(page.locator("[name='lines.2.sku']")).to_be_focused()
    page.locator("[data-remove-row]").nth(1).click()
    names = [field.get_attribute("name") for field in page.locator("[data-row-item] input").all()]
    assert names == ["lines.0.sku", "lines.2.sku"], names
    assert site.posts("/save") == []


def check_amounts_are_echoed(page, site):
    page.goto(site.address + "/form")
    awake(page)
    for typed, shown in [("1,234.50", "£1,234.50"), ("1.234,50", "£1,234.50"), ("1 234", "£1,234.00"), ("7,2", "£7.20"),
                         ("1,234", "£1,234.00"), ("1.234", ""), ("-3.5", "-£3.50"), ("abc", "")]:
        page.locator("[data-echo]").fill(typed)
        assert page.locator(".field output").inner_text() == shown, (typed, page.locator(".field output").inner_text())


def check_records_are_looked_up(page, site):
    page.goto(site.address + "/form")
    awake(page)
    field = page.locator("[data-lookup]")
    expect(field).to_have_attribute("role", "combobox")
    field.press_sequentially("bram", delay=20)
    expect(page.locator("[role=listbox] [role=option]")).to_have_count(2)
    expect(field).to_have_attribute("aria-expanded", "true")
    field.press("ArrowDown")
    field.press("ArrowDown")
    expect(page.locator("[role=option][aria-selected=true]")).to_have_text("Bramble & Sons")
    field.press("Enter")
    expect(field).to_have_value("Bramble & Sons")
    expect(field).to_have_attribute("aria-expanded", "false")
    page.locator("#save").click()
    page.wait_for_url("**/list*")
    assert ("customer", "cus_2") in site.posts("/save")[0], site.posts("/save")


# Live, toasts, copying

def check_live_content_is_asked_for_until_it_is_done(page, site):
    page.goto(site.address + "/live")
    expect(page.locator("#progress")).to_contain_text("3 of 3")
    expect(page.locator(".hush[role=status]")).to_have_text("Finished")
    count = len(site.posts("/live/part"))
    page.wait_for_timeout(900)
    assert len(site.posts("/live/part")) == count == 3, len(site.posts("/live/part"))


def check_toasts_are_said_once_and_can_be_closed(page, site):
    page.goto(site.address + "/list?done=orders.archive")
    awake(page)
    expect(page.locator(".toast")).to_be_visible()
    assert page.url.endswith("/list"), page.url
    page.locator(".toast > a").click()
    expect(page.locator(".toast")).to_have_count(0)
    press(page, "?")
    page.goto(site.address + "/list?done=orders.archive")
    awake(page)
    press(page, "z")
    page.wait_for_url("**/undone")


def check_ids_are_copied(page, site):
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto(site.address + "/admin/orders/ord_77")
    awake(page)
    page.locator("[data-copy]").click()
    expect(page.locator("[data-copy]")).to_have_attribute("data-copied", "Copied")
    assert page.evaluate("navigator.clipboard.readText()") == "ord_1"
    page.locator("[data-copy-link]").click()
    expect(page.locator("[data-copy-link]")).to_have_attribute("data-copied", "Copied")
    assert page.evaluate("navigator.clipboard.readText()") == site.address + "/admin/orders/ord_1"


def check_next_and_previous_record(page, site):
    page.goto(site.address + "/admin/orders/ord_77")
    awake(page)
    press(page, "]")
    page.wait_for_url("**/admin/orders/next")


def check_nothing_is_left_behind(page, site):
    page.locator("tbody .sel input").nth(0).click()
    expect(page.locator("[data-bulk-count]")).to_have_text("1 selected")
    assert page.evaluate("Object.keys(sessionStorage).some(key => key.startsWith('martlet:'))")
    page.locator("form[action='/sign-out'] button").click()
    awake(page)
    assert not page.evaluate("Object.keys(sessionStorage).some(key => key.startsWith('martlet:'))")


def run(name, body, browser, site):
    site.asked.clear()
    site.delays.clear()
    faults = []
    context = browser.new_context(viewport={"width": 1280, "height": 900}, reduced_motion="reduce", locale="en-GB")
    context.set_default_timeout(PATIENCE)
    try:
        body(open_page(context, site, "/list", faults), site)
    except Exception as error:
        frames = [frame for frame in traceback.extract_tb(error.__traceback__) if frame.filename == __file__]
        lines = [line for line in str(error).splitlines() if line.strip()]
        faults.append(f"line {frames[-1].lineno}: {frames[-1].line}\n      {' '.join(lines[:5])[:400]}")
    finally:
        context.close()
    return faults


def main():
    options = argparse.ArgumentParser()
    options.add_argument("--filter", default="")
    options = options.parse_args()
    if find_chromium() is None:
        print("There is no Chromium on this machine: the scripts cannot be tried.")
        sys.exit(CANNOT_RUN)
    checks = [(name.removeprefix("check_").replace("_", " "), body) for name, body in globals().items()
              if name.startswith("check_") and re.search(options.filter, name)]
    site, failed = Site(), 0
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=["--no-sandbox"])
        for name, body in checks:
            faults = run(name, body, browser, site)
            failed += bool(faults)
            print(f"{'✘' if faults else '✔'} {name}", flush=True)
            for fault in faults:
                print(f"    {fault}", flush=True)
        browser.close()
    print(f"{len(checks) - failed} passed, {failed} failed")
    sys.exit(0 if checks and not failed else 1)


if __name__ == "__main__":
    main()
