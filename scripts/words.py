#!/usr/bin/env python3
"""Writes Sources/Admin/Words.generated.swift from the catalogues Sources/<Target>/Words/<language>/<area>.json.

The catalogues stay files that editors and translators know; the binary carries each language as one string literal, which
compiles at once. Run it after changing a catalogue; a test holds the two in step.
"""
import json
import pathlib
import sys

SOURCES = pathlib.Path(__file__).resolve().parent.parent / "Sources"
TARGET = SOURCES / "Admin" / "Words.generated.swift"


def refuse(why: str) -> None:
    sys.exit(f"words.py: {why}")


def once(pairs: list) -> dict:
    """An object of JSON, refused when it has a key twice."""
    found = {}
    for key, text in pairs:
        if key in found:
            refuse(f"'{key}' stands twice in one file")
        found[key] = text
    return found


def read() -> dict:
    """By language, every key with its text."""
    languages, places = {}, {}
    for path in sorted(SOURCES.glob("*/Words/*/*.json")):
        texts = languages.setdefault(path.parent.name, {})
        for key, text in json.loads(path.read_text(encoding="utf-8"), object_pairs_hook=once).items():
            place = f"{path.relative_to(SOURCES)}: '{key}'"
            if not isinstance(text, str):
                refuse(f"{place} is no text")
            if any(sign in key + text for sign in "\t\n\r"):
                refuse(f"{place} has a tab or a line break")
            if key in texts:
                refuse(f"{place} stands in {places[path.parent.name, key]} too")
            texts[key] = text
            places[path.parent.name, key] = path.relative_to(SOURCES)
    return languages


def literal(texts: dict) -> str:
    text = "".join(f"{key}\t{texts[key]}\n" for key in sorted(texts))
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\t", "\\t")
    return f'"{escaped}"'


languages = read()
lines = [
    "// swift-format-ignore-file",
    "// Made by 'python3 scripts/words.py' from the files in the folders Words. Do not edit.",
    "",
    "/// The words of every language, one `key<tab>text` in a line.",
    "enum CatalogueTexts {",
    "    /// By language.",
    "    static let all = [" + ", ".join(f'"{name}": {name}' for name in sorted(languages)) + "]",
]
for name in sorted(languages):
    lines += ["", f"    /// Words/{name}", f"    static let {name} = {literal(languages[name])}"]
lines.append("}")
TARGET.write_text("\n".join(lines) + "\n", encoding="utf-8")
print(f"wrote {TARGET}: " + ", ".join(f"{name} {len(texts)}" for name, texts in sorted(languages.items())))
