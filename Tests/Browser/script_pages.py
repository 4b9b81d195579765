"""The small pages that scripts.py looks at: the markup of the admin's contract and nothing else."""
import json


def frame(title, content, shortcuts="on"):
    return f"""<!doctype html><html lang="en-GB"><head><meta charset="utf-8"><title>{title}</title>
<link rel="stylesheet" href="/assets/x/martlet.css"><link rel="icon" href="/assets/x/favicon.svg">
<script type="module" src="/assets/x/main.js"></script></head>
<body class="app" data-shortcuts="{shortcuts}" data-person="usr_1">
<nav class="sidenav"><details open><summary>Sell</summary><ul>
<li><a href="/admin/orders" data-key="g o">Orders</a></li><li><a href="/admin/products" data-key="g p">Products</a></li></ul></details></nav>
<header class="topbar"><form class="find" action="/admin/search" data-open-palette><input type="search" name="q" aria-label="Search"></form>
<form method="post" action="/sign-out"><button>Sign out</button></form></header>
<main id="main"><div class="page"><h1>{title}</h1>{content}</div></main>
<dialog id="palette" class="palette" data-palette="/admin/palette"><div class="palette-field">
<input type="search" role="combobox" aria-expanded="true" aria-controls="hits"></div><div id="hits" role="listbox"></div></dialog>
<dialog id="keys" class="keys" aria-labelledby="keys-title"><h2 id="keys-title">Keys</h2><div></div></dialog>
<dialog id="peek" class="peek"><div></div></dialog></body></html>"""


def rows(first):
    return "".join(
        f"""<tr><td class="sel"><input type="checkbox" name="id" value="ord_{n}" form="bulk" aria-label="Select {n}"></td>
<th scope="row"><a href="/admin/orders/ord_{n}?at=1">PG-{n}</a></th><td>Customer {n}</td></tr>"""
        for n in range(first, first + 5))


def toast(query):
    if "done" not in query:
        return ""
    return """<div class="toast" role="status" data-toast><span>4 orders archived.</span>
<form method="post" action="/undo"><button data-undo>Undo</button></form><a href="/list" aria-label="Close">x</a></div>"""


def list_page(query):
    first = 6 if "after" in query else 1
    return frame("Orders", f"""{toast(query)}
<button data-command="Export this view">Export</button>
<nav class="tabs" data-counts="/counts"><a href="/list">All <span class="count" data-count="all" hidden></span></a>
<a href="/list?view=none">None <span class="count" data-count="none" hidden></span></a></nav>
<section class="card list"><div class="filters"><form method="get" action="/list" class="search">
<input type="search" class="input" name="q" data-filter-input></form>
<form method="get" action="/list" data-auto><select name="status"><option value=""></option><option>open</option></select>
<input name="city"></form><a href="/list?cleared=1" data-clear-filters>Clear</a></div>
<div class="table-wrap"><table class="table cards sticky-head" data-rows><thead><tr>
<th class="sel"><input type="checkbox" data-select-page aria-label="All"></th><th>Order</th><th>Customer</th></tr></thead>
<tbody>{rows(first)}</tbody></table></div>
<div class="pager"><span data-total="/counts?q=" hidden></span><a class="btn" rel="next" href="/list?after=c1">Next</a></div></section>
<form id="bulk" class="bulk" data-bulk method="post" action="/bulk"><input type="hidden" name="csrf" value="csrf-1">
<strong data-bulk-count>Selected</strong><button type="button" data-bulk-all hidden>Select all</button>
<button name="action" value="orders.archive">Archive</button><button type="button" data-bulk-clear hidden>Clear</button></form>""",
                 query.get("shortcuts", "on"))


def form_page(query):
    wrong = 'aria-invalid="true"' if "error" in query else ""
    return frame("Product", f"""<form id="product" method="post" action="/save" data-form {'data-keep' if wrong else ''}>
<input type="hidden" name="csrf" value="csrf-1"><input type="hidden" name="version" value="{query.get('version', '7')}">
<div class="field"><label>Title <input class="input" name="title" value="Oak tray"></label></div>
<div class="field"><label>SKU <input class="input" name="sku" value="TRAY" {wrong}></label></div>
<div class="field"><label>Password <input class="input" type="password" name="password"></label></div>
<div class="field" data-secret><label>Key <input class="input" name="key"></label></div>
<div class="field"><label>Price</label><span class="affix"><span>GBP</span><input name="price" data-echo inputmode="decimal"></span></div>
<div class="field"><label for="c">Customer</label><input class="input" id="c" name="customer" data-lookup="/lookup/cus"></div>
<fieldset data-rows-of="lines"><legend>Lines</legend><div data-row-list><div data-row-item><input name="lines.0.sku"><button type="button" data-remove-row hidden>x</button></div></div>
<template data-row><div data-row-item><input name="lines.__row__.sku"><button type="button" data-remove-row hidden>x</button></div></template>
<button name="add" value="lines" formnovalidate data-add-row>Add</button></fieldset>
<button id="save" data-submit>Save</button>
<div class="savebar" data-savebar><span>Unsaved</span><button type="reset">Discard</button></div></form>""")


def record_page():
    return frame("PG-1001", """<p id="done"></p><header class="page-head"><div class="actions">
<a href="/admin/orders/next" data-next aria-label="Next"></a>
<a href="/admin/orders/ord_77#cancel" id="cancel">Cancel order</a></div></header>
<button type="button" data-copy="ord_1">Copy id</button><button type="button" data-copy-link="/admin/orders/ord_1">Copy link</button>
<script type="module" src="/fixture.js"></script>""")


FIXTURE = """document.querySelector("#cancel").addEventListener("click", event => {
  event.preventDefault();
  document.querySelector("#done").textContent = "cancelled";
});"""


def palette(question):
    if question == "":
        return """<div role="group" aria-label="Go to" class="hits"><p class="hits-head" role="presentation">Go to</p>
<a role="option" href="/admin/orders">Orders</a><a role="option" href="/admin/products">Products</a></div>"""
    if "1048" not in question and "bramble" not in question:
        return """<div role="group" aria-label="Go to"><a role="option" href="/admin/orders">Orders</a></div>"""
    return """<div role="group" aria-label="Records" class="hits"><p class="hits-head" role="presentation">Records</p>
<a role="option" href="/admin/orders/ord_1">PG-104812 · Bramble</a><a role="option" href="/admin/customers/cus_1">Bramble &amp; Finch</a></div>"""


def page(path, query, asked):
    """Status, kind and text of an address; for 303 the text is where to go."""
    html = "text/html"
    if path == "/list":
        return 200, html, list_page(query)
    if path == "/form":
        return 200, html, form_page(query)
    if path == "/fixture.js":
        return 200, "text/javascript", FIXTURE
    if path == "/admin/palette":
        return 200, html, palette(query.get("q", ""))
    if path == "/counts":
        return 200, "application/json", json.dumps({"total": "of 412", "views": {"all": "412"}})
    if path == "/lookup/cus":
        return 200, html, """<div role="option" data-value="cus_1">Bramble &amp; Finch</div><div role="option" data-value="cus_2">Bramble &amp; Sons</div>"""
    if path == "/live":
        return 200, html, frame("Import", '<div id="progress" data-live="/live/part" data-every="500">0 of 3</div>')
    if path == "/live/part":
        count = sum(1 for other, _ in asked if other == path)
        done = "<span data-live-done data-say>Finished</span>" if count >= 3 else ""
        return 200, html, f"<p>{count} of 3</p>{done}"
    if path == "/confirm":
        return 200, html, frame("Sure", '<form method="post" action="/bulk" data-selection-done><button>Do it</button></form>')
    if path == "/admin/orders/ord_77":
        return 200, html, record_page()
    if path == "/save":
        return 303, html, "/list"
    if path == "/undo":
        return 303, html, "/undone"
    if path.startswith("/admin/orders/ord_"):
        return 200, html, frame("Order", f"<p>whole page</p><div data-peek>inside {path.rsplit('/', 1)[1]}</div>")
    return 200, html, frame("Page", f"<p>{path}</p>")
