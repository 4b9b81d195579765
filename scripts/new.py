#!/usr/bin/env python3
"""Writes a new domain module or a new action, and registers it where the project lists such things.

./dev new module GiftCards [GiftCard]       the second name is one of them; guessed where it is plain English
./dev new action gift_cards.void            collection.verb, or collection.verb_noun
"""
import pathlib
import re
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
TEMPLATES = ROOT / "scripts" / "templates"


def stop(sentence):
    sys.exit(sentence)


def snake(name):
    return re.sub(r"(?<!^)([A-Z])", r"_\1", name).lower()


def camel(name, first_lower=False):
    words = [word[:1].upper() + word[1:] for word in name.replace(".", "_").split("_")]
    text = "".join(words)
    return text[:1].lower() + text[1:] if first_lower else text


def singular(plural):
    if plural.endswith("ies"):
        return plural[:-3] + "y"
    if plural.endswith(("sses", "xes", "ches", "shes")):
        return plural[:-2]
    return plural[:-1] if plural.endswith("s") and not plural.endswith("ss") else None


def fill(template, names):
    text = (TEMPLATES / template).read_text()
    for name, value in names.items():
        text = text.replace("{{" + name + "}}", value)
    return text


class Writing:
    """New files and changed files, written together at the end or not at all."""

    def __init__(self):
        self.files, self.new = {}, []

    def add(self, path, text):
        if (ROOT / path).exists():
            stop(f"{path} is there already; nothing was written.")
        self.files[path] = text
        self.new.append(path)

    def read(self, path):
        return self.files.get(path) or (ROOT / path).read_text()

    def change(self, path, pattern, replacement, what, flags=0):
        before = self.read(path)
        after, count = re.subn(pattern, replacement, before, count=1, flags=flags)
        if count == 0:
            stop(f"{path} has no place for {what}; nothing was written.")
        self.files[path] = after

    def finish(self):
        for path, text in self.files.items():
            target = ROOT / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(text)
            print(f"    {'new    ' if path in self.new else 'changed'}  {path}")
        swift = [path for path in self.files if path.endswith(".swift")]
        subprocess.run(["swift", "format", "--in-place", *swift], cwd=ROOT, check=False, stderr=subprocess.DEVNULL)


def add_test_target(writing, module, lower):
    """The module's own test target, if Package.swift has none yet."""
    if f'"{module}Tests"' in writing.read("Package.swift"):
        return
    names = ["Kernel", "Store", "Platform", "StoreFixtures", "PlatformFixtures", *lower, module]
    line = f'        tests("{module}Tests", [{", ".join(f"{chr(34)}{name}{chr(34)}" for name in names)}]),\n'
    writing.change("Package.swift", r"(\n        // tests\n.*?)(    \]\n\)\n)", rf"\1{line}\2", "a test target", re.DOTALL)


def lower_modules(module):
    """The modules that a module stands on, lowest first, as Package.swift declares them."""
    manifest = (ROOT / "Package.swift").read_text()
    found = re.search(rf'module\("{module}", over: \[([^\]]*)\]', manifest)
    names = re.findall(r'"(\w+)"', found[1]) if found else []
    return [name for name in names if (ROOT / f"Sources/{name}/{name}Module.swift").exists()]


def new_module(module, record=None):
    if not re.fullmatch(r"[A-Z][a-z]+([A-Z][a-z]+)*", module):
        stop("A module is named in the plural with a capital, like GiftCards.")
    record = record or singular(module)
    if record is None:
        stop(f"What is one of {module} called? ./dev new module {module} RECORD")
    key, words = snake(module), snake(record).replace("_", " ")
    used = set()
    for path in ROOT.glob("Sources/**/*.swift"):
        used.update(re.findall(r'idPrefix = "(\w+)"', path.read_text()))
    letters = record.lower()
    prefix = next(letters[:size] for size in range(3, len(letters) + 1) if letters[:size] not in used)
    plural = key.replace("_", " ")
    names = {
        "Module": module, "module": key, "modulePermission": camel(key, first_lower=True), "Record": record,
        "record": camel(snake(record), first_lower=True), "record_snake": snake(record), "words": words, "plural": plural,
        "Plural": plural[:1].upper() + plural[1:], "prefix": prefix,
    }
    writing = Writing()
    places = {
        "README.md": "README.md", "Module.swift": f"{module}Module.swift", "Record.swift": f"{record}.swift",
        "Schema.swift": "Schema.swift", "Events.swift": "Events.swift", "Problems.swift": "Problems.swift",
        "Policies.swift": "Policies.swift", "Create.swift": f"Actions/Create{record}.swift",
        "List.swift": f"Queries/List{module}.swift",
    }
    for template, place in places.items():
        writing.add(f"Sources/{module}/{place}", fill(f"module/{template}", names))
    writing.add(f"Tests/{module}Tests/Create{record}Tests.swift", fill("module/CreateTests.swift", names))
    writing.change(
        "Package.swift", r'(\n        module\("Customers"\),)', rf'\1\n        module("{module}"),', "a module")
    writing.change("Package.swift", r'(layer\(\s*"Composition",\s*\[[^\]]*?)(,?\s*\])', rf'\1, "{module}"\2', "a dependency")
    add_test_target(writing, module, [])
    add_to_composition(writing, module)
    writing.finish()
    print(f"{module} builds and passes as it stands: ./dev test --filter {module}Tests. Now make it yours,\n"
          f"beginning with Sources/{module}/README.md. If it stands on other modules, say so in Package.swift.")


def add_to_composition(writing, module):
    """The one list of modules, wherever in Composition it stands: the new one comes last."""
    for path in sorted(ROOT.glob("Sources/Composition/**/*.swift")):
        if re.search(r"\w+Module\.module", path.read_text()):
            place = str(path.relative_to(ROOT))
            writing.change(place, r"(.*\b\w+Module\.module)", rf"\1, {module}Module.module", "a module", re.DOTALL)
            writing.change(place, r"(import \w+\n)", rf"\1import {module}\n", "an import")
            return
    stop("Sources/Composition lists no modules; nothing was written.")


def find_home(collection):
    """The module that owns a collection: its folder, and the record type if the collection has one."""
    for path in sorted(ROOT.glob("Sources/*/*Module.swift")):
        text = path.read_text()
        found = re.search(rf'Resource\(\s*"{collection}", of: (\w+)\.self', text)
        if found:
            return path, found[1]
        if re.search(rf'Module\(\s*name: "{collection}"', text):
            return path, None
    stop(f"No module has a collection '{collection}'. ./dev new module makes one.")


def new_action(action):
    if not re.fullmatch(r"[a-z][a-z0-9_]*\.[a-z][a-z0-9_]*", action):
        stop("An action is called collection.verb or collection.verb_noun, in lower case: customers.greet.")
    collection, verb = action.split(".")
    descriptor, record = find_home(collection)
    module = descriptor.parent.name
    kind = camel(verb) if "_" in verb or record is None else camel(verb) + record
    sentence = verb.replace("_", " ").capitalize()
    if record and "_" not in verb:
        words = snake(record).replace("_", " ")
        sentence += f"s {'an' if words[0] in 'aeiou' else 'a'} {words}"
    lower = lower_modules(module)
    names = {
        "Type": kind, "action": action, "Sentence": sentence, "Module": module, "Record": record or "",
        "record": camel(snake(record), first_lower=True) if record else "",
        "permission": camel(action, first_lower=True),
        "modules": ", ".join(f"{name}Module.module" for name in [*lower, module]),
    }
    writing = Writing()
    template = "Action.swift" if record else "ActionWithoutRecord.swift"
    writing.add(f"Sources/{module}/Actions/{kind}.swift", fill(f"action/{template}", names))
    names["absent"] = fill("action/absent.swift", names) if record else ""
    imports = ["Kernel", "Platform", "PlatformFixtures", "Store", "StoreFixtures", "Testing", *lower]
    names["imports"] = "\n".join(f"import {name}" for name in sorted(imports))
    writing.add(f"Tests/{module}Tests/{kind}Tests.swift", fill("action/ActionTests.swift", names))
    path = str(descriptor.relative_to(ROOT))
    writing.change(path, r"(actions: \[.*?)(,?\s*\])", rf"\1, {kind}.self\2", "an action", re.DOTALL)
    add_permission(writing, descriptor.parent, names["permission"], action)
    add_test_target(writing, module, lower)
    writing.finish()
    print(f"Now say in Sources/{module}/Actions/{kind}.swift what it does, and in its test what it promises:\n"
          f"./dev test --filter {kind}Tests fails until you do. The API, the command line, the reference and the\n"
          f"authorisation tests know it already: martlet actions, martlet do {action}.")


def add_permission(writing, folder, permission, action):
    for path in sorted(folder.rglob("*.swift")):
        text = path.read_text()
        if "extension Permission {" in text:
            if f"static let {permission}:" not in text and f"static let {permission} " not in text:
                writing.change(
                    str(path.relative_to(ROOT)), r"(extension Permission \{.*?)(\n\})",
                    rf'\1\n    static let {permission}: Permission = "{action}"\2', "a permission", re.DOTALL)
            return
    stop(f"{folder.relative_to(ROOT)} declares no permissions (extension Permission); nothing was written.")


def main():
    arguments = sys.argv[1:]
    if len(arguments) in (2, 3) and arguments[0] == "module":
        new_module(*arguments[1:])
    elif len(arguments) == 2 and arguments[0] == "action":
        new_action(arguments[1])
    else:
        stop("Usage: ./dev new module GiftCards [GiftCard]\n       ./dev new action gift_cards.void")


main()
