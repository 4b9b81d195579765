#!/usr/bin/env python3
"""Writes Sources/Admin/Assets.generated.swift from the files in Sources/Admin/Assets.

The styles, scripts and pictures stay files that editors and linters know; the binary carries them as string literals,
which compile at once (byte arrays of the same size take a quarter of a minute). Comments and indentation stay behind.
The digest over all files, and over this one, is part of every address, so that browsers may keep what they have for
ever. Run it after changing a file there; a test holds the two in step.
"""
import hashlib
import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
ASSETS = ROOT / "Sources" / "Admin" / "Assets"
KINDS = {".css", ".js", ".svg", ".json"}


def literal(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\t", "\\t")
    return f'"{escaped}"'


def lean(path: pathlib.Path, text: str) -> str:
    """Without indentation, empty lines and comments that have lines of their own. Never touches what is inside a line."""
    if path.suffix not in {".css", ".js"}:
        return text
    if path.suffix == ".css":
        text = re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL)
    else:
        text = re.sub(r"^[ \t]*/\*.*?\*/[ \t]*$", "", text, flags=re.DOTALL | re.MULTILINE)
    lines = [line.strip() for line in text.split("\n")]
    if path.suffix == ".js":
        for line in lines:
            if line.count("`") % 2:
                sys.exit(f"{path.name}: a template literal over several lines would lose its indentation: {line}")
        lines = [line for line in lines if not line.startswith("//")]
    return "\n".join(line for line in lines if line) + "\n"


def digest(paths: list[pathlib.Path]) -> str:
    """Over the name and the content of each file, in the order of their names, and of this script last."""
    sums = hashlib.sha256()
    for path in [*paths, pathlib.Path(__file__).resolve()]:
        sums.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return sums.hexdigest()[:12]


def main() -> None:
    paths = sorted((path for path in ASSETS.rglob("*") if path.suffix in KINDS), key=lambda path: path.name)
    lines = [
        "// swift-format-ignore-file",
        "// Made by 'python3 scripts/assets.py' from the files in Assets. Do not edit.",
        "",
        "/// The files of Assets as text.",
        "enum Assets {",
        "    /// Over all files as they stand in Assets.",
        f'    static let digest = "{digest(paths)}"',
        "",
        "    /// Each file by its name, without comments and indentation.",
        "    static let files: [String: String] = [",
    ]
    for path in paths:
        lines.append(f'        "{path.name}": {literal(lean(path, path.read_text(encoding="utf-8")))},')
    lines += ["    ]", "}"]
    (ROOT / "Sources" / "Admin" / "Assets.generated.swift").write_text("\n".join(lines) + "\n", encoding="utf-8")
    print(f"wrote {len(paths)} files as {digest(paths)}")


if __name__ == "__main__":
    main()
