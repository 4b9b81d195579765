#!/usr/bin/env python3
"""Writes Sources/Admin/Assets.generated.swift from the files in Sources/Admin/Assets.

The styles and pictures stay files that editors and linters know; the binary carries them as string literals, which
compile at once (byte arrays of the same size take a quarter of a minute). Run it after changing a file there; a test
holds the two in step.
"""
import pathlib

ROOT = pathlib.Path(__file__).resolve().parent.parent / "Sources" / "Admin"


def literal(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\t", "\\t")
    return f'"{escaped}"'


def name(path: pathlib.Path) -> str:
    stem, kind = path.stem.replace("-", "_"), path.suffix[1:].upper()
    return stem + kind


lines = [
    "// swift-format-ignore-file",
    "// Made by 'python3 scripts/assets.py' from the files in Assets. Do not edit.",
    "",
    "/// The files of Assets as text.",
    "enum Assets {",
]
for path in sorted((ROOT / "Assets").iterdir()):
    lines.append(f"    /// Assets/{path.name}")
    lines.append(f"    static let {name(path)} = {literal(path.read_text(encoding='utf-8'))}")
lines.append("}")
(ROOT / "Assets.generated.swift").write_text("\n".join(lines) + "\n", encoding="utf-8")
print(f"wrote {ROOT / 'Assets.generated.swift'}")
