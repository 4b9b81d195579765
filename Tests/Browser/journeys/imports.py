"""A list of customers is brought in, with a row that cannot be taken, and taken back."""
import re

from playwright.sync_api import expect

import acts

LIST = """Name,E-mail,Phone,Land
Delphine Marlow,delphine@marlow.example,+44 1225 100200,United Kingdom
Basil Underwood,basil at underwood,+44 1225 100201,United Kingdom
Tilda Quince,tilda@quince.example,,Ireland
"""


def journey_import_a_list_and_undo(desk):
    page = desk.window()
    page.goto("/admin/imports")
    page.locator("main a[href='/admin/import']").first.click()
    page.locator("main [name=kind]").select_option("customers")
    page.locator("main input[type=file]").set_input_files(
        {"name": "trade-fair.csv", "mimeType": "text/csv", "buffer": LIST.encode()})
    acts.send(page)

    # Three columns are known by their names; what the fourth is, somebody says.
    expect(page).to_have_url(re.compile("/admin/import/files/"))
    expect(choice(page, "E-mail")).to_have_value("email")
    faults = desk.look(page, "import-columns")
    choice(page, "Land").select_option("country")
    with page.expect_navigation():
        page.locator("button[name=do][value=try]").click()

    # The trial writes nothing, and shows the row that will be left out.
    expect(page).to_have_url(re.compile("/admin/import/trials/"))
    begin = page.locator("button[name=do][value=begin]")
    expect(begin).to_be_visible(timeout=30_000)
    expect(page.locator("main")).to_contain_text("basil at underwood")
    assert not found(desk, "delphine@marlow.example"), "the trial wrote"
    faults += desk.look(page, "import-trial")
    with page.expect_download() as fetched:
        page.locator("main a[download]").first.click()
    rejects = fetched.value.path().read_text()
    assert "basil at underwood" in rejects and "delphine" not in rejects, rejects

    with page.expect_navigation():
        begin.click()
    run = acts.identifier(page)
    acts.eventually(page, lambda: found(desk, "delphine@marlow.example"), bool)
    assert found(desk, "tilda@quince.example"), "the row after the one left out is missing"
    page.goto(f"/admin/imports/{run}")
    expect(page.locator("main .page-head .badge")).to_contain_text("Finished")
    faults += desk.look(page, "import-finished")

    acts.choose_action(page, "imports.undo")
    acts.send(page)
    acts.eventually(page, lambda: found(desk, "delphine@marlow.example"), lambda still: not still)
    page.goto(f"/admin/imports/{run}")
    expect(page.locator("main .page-head .badge")).to_contain_text(re.compile("Undone|Taken back"))
    return faults


def choice(page, column):
    """What a column of the file is taken for."""
    head = page.get_by_role("rowheader", name=column, exact=True)
    return page.locator("main tbody tr").filter(has=head).locator("select").first


def found(desk, email):
    return desk.shop.ask("customers.list", q=email)["data"]
