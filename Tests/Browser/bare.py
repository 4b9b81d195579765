"""What a page is without scripts: everything it leads to with them, and nothing on it that does nothing."""
import pages

# Where a page leads and what it asks for, whatever a script has made of it; dialogs are empty until a script opens them.
OFFERED = """() => {
    const all = selector => [...document.querySelectorAll(selector)].filter(node => !node.closest('dialog, template'));
    return { ways: all('a[href]').map(link => link.href), names: all('[name]').map(field => field.name ?? '') }; }"""

# Without scripts a browser still opens menus and folds: opens all of them at once, to see what is in them.
OPEN = """() => {
    for (const fold of document.querySelectorAll('details')) { fold.removeAttribute('name'); fold.open = true; }
    for (const menu of document.querySelectorAll('[popover]')) { menu.popover = 'manual'; menu.showPopover(); } }"""

# What is shown and does nothing.
IDLE = """() => {
    const faults = [];
    const shown = selector => [...document.querySelectorAll(selector)].filter(
        node => node.checkVisibility({ visibilityProperty: true }));
    const fault = (words, node) => faults.push(words + ': ' + node.outerHTML.replace(/\\s+/g, ' ').slice(0, 100));
    const sends = button => ['submit', 'image'].includes(button.type) && button.checkVisibility() && !button.disabled;
    const texts = form => [...form.elements].filter(field => field.matches(
        'input:not([type=hidden], [type=checkbox], [type=radio], [type=file])'));
    for (const button of shown('button')) {
        const menu = button.getAttribute('popovertarget');
        const isAlive = menu === null ? button.form && button.type !== 'button' : document.getElementById(menu);
        if (!isAlive) fault('a button that does nothing', button);
    }
    for (const link of shown('a')) {
        const target = link.getAttribute('href');
        const isDead = !target || (target.startsWith('#') && !document.getElementById(target.slice(1)));
        if (isDead) fault('a link that leads nowhere', link);
    }
    for (const field of shown('input, select, textarea')) {
        if (field.type === 'hidden' || sends(field)) continue;
        const form = field.form;
        if (!form) fault('a field of no form', field);
        else if (!field.name) fault('a field whose answer is not sent', field);
        else if (![...form.elements].some(sends) && texts(form).length !== 1) fault('a field that cannot be sent', field);
    }
    for (const key of shown('kbd')) if (!key.closest('dl')) fault('a key that does nothing', key);
    const waiting = 'dialog, [role=combobox], [role=listbox], [aria-busy=true]';
    for (const part of shown(waiting)) fault('a part that waits for a script', part);
    return faults; }"""


def offered(page):
    """The kinds of ways and the names of fields that a page has now."""
    found = page.evaluate(OFFERED)
    home = page.evaluate("location.origin")
    ways = {pages.kind(way.removeprefix(home).partition("#")[0]) for way in found["ways"] if way.startswith(home)}
    return {"way to": ways, "field": set(found["names"]) - {""}}


def judge(page, with_scripts):
    """The faults of a page that was loaded without scripts, beside what it offers with them."""
    own = offered(page)
    faults = [f"without scripts: no {what} {pages.name_of(one) if what == 'way to' else one}"
              for what, found in with_scripts.items() for one in sorted(found - own[what])]
    return faults + idle(page)


def idle(page):
    """What does nothing on a page that was loaded without scripts, also in its menus and folds; opens all of them."""
    page.evaluate(OPEN)
    return [f"without scripts: {fault}" for fault in page.evaluate(IDLE)]


# Empties what somebody could fill in; what cannot be empty stays as it is.
EMPTY = """form => { let must = 0;
    for (const field of form.elements) {
        if (field.type === 'hidden' || !field.name) continue;
        must += field.required === true;
        if (['checkbox', 'radio'].includes(field.type)) field.checked = false;
        else if (field.matches('select')) field.value = '';
        else if (field.matches('input, textarea')) field.value = '';
    }
    return must; }"""

# Fields that are wrong without saying why, and lines of the summary that lead nowhere.
UNSAID = """() => {
    const wrong = [...document.querySelectorAll('main [aria-invalid=true]')];
    const says = field => (field.getAttribute('aria-describedby') ?? '').split(' ').some(
        id => document.getElementById(id)?.textContent.trim());
    const lines = [...document.querySelectorAll('main [role=alert] a[href^="#"]')];
    const dead = lines.filter(line => !document.getElementById(decodeURIComponent(line.hash.slice(1))));
    return [...wrong.filter(field => !says(field)).map(field => `the field ${field.name || field.id} does not say what is wrong`),
        ...dead.map(line => `the summary leads nowhere: ${line.hash}`)]; }"""


def ask_with_nothing(page):
    """Asks the form of an action what would happen, with every field empty: it says so, or says at each field what is
    wrong. Nothing happens either way."""
    page.reload()
    form = page.locator("main form[method=post]").filter(has=page.locator("button[name=preview]")).first
    must = form.evaluate(EMPTY)
    with page.expect_navigation() as arrival:
        form.locator("button[name=preview]").click()
    status = arrival.value.status
    wrong = page.locator("main [aria-invalid=true]").count()
    faults = page.evaluate(UNSAID)
    if status not in (200, 422) and page.locator("main [role=alert]").count() == 0:
        faults.append(f"answers {status} and does not say why")
    if status == 200 and page.locator("main [role=status] h2").count() == 0:
        faults.append("does not say what would happen")
    if must and status == 200:
        faults.append(f"{must} fields are needed, and none was missed")
    if must and status == 422 and wrong == 0:
        faults.append("does not say at the fields what is wrong")
    return [f"empty and without scripts: {fault}" for fault in faults]
