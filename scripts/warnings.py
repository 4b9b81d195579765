#!/usr/bin/env python3
"""Prints the compiler's warnings about our own code, one a line, and ends with status 1 when there are any.

A build that recompiles nothing prints no warnings, so they are read from the diagnostics the compiler keeps beside
every object file (*.dia, an LLVM bitstream). Usage: scripts/warnings.py [debug|release]
"""
import json
import pathlib
import sys

BLOCKINFO, END_BLOCK, ENTER_BLOCK, DEFINE_ABBREVIATION, UNABBREVIATED = 0, 0, 1, 2, 3
DIAGNOSTIC_BLOCK, DIAGNOSTIC_RECORD, FILENAME_RECORD, WARNING = 9, 2, 6, 2


class Bits:
    """LLVM's bitstream, as far as diagnostics need it."""

    def __init__(self, data):
        self.value, self.length, self.at = int.from_bytes(data, "little"), len(data) * 8, 0

    def fixed(self, width):
        value = (self.value >> self.at) & ((1 << width) - 1)
        self.at += width
        return value

    def variable(self, width):
        result, shift = 0, 0
        while True:
            chunk = self.fixed(width)
            result |= (chunk & ((1 << (width - 1)) - 1)) << shift
            if not chunk >> (width - 1):
                return result
            shift += width - 1

    def align(self):
        self.at = (self.at + 31) // 32 * 32

    def abbreviation(self):
        operands, count = [], self.variable(5)
        while len(operands) < count:
            if self.fixed(1):
                operands.append(("literal", self.variable(8)))
            else:
                kind = self.fixed(3)
                width = self.variable(5) if kind in (1, 2) else None
                operands.append(({1: "fixed", 2: "variable", 3: "array", 4: "char6", 5: "blob"}[kind], width))
        return operands

    def operand(self, kind, width):
        if kind == "literal":
            return width
        if kind == "fixed":
            return self.fixed(width)
        if kind == "variable":
            return self.variable(width)
        return ord("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._"[self.fixed(6)])

    def record(self, abbreviation):
        values, text, index = [], "", 0
        while index < len(abbreviation):
            kind, width = abbreviation[index]
            if kind == "array":
                values += [self.operand(*abbreviation[index + 1]) for _ in range(self.variable(6))]
                index += 1
            elif kind == "blob":
                size = self.variable(6)
                self.align()
                text = bytes(self.fixed(8) for _ in range(size)).decode("utf-8", "replace")
                self.align()
            else:
                values.append(self.operand(kind, width))
            index += 1
        return values[0], values[1:], text


def records(data):
    """Every record of a diagnostics file: block, code, numbers, text."""
    if data[:4] != b"DIAG":
        raise ValueError("not a diagnostics file")
    bits, shared, stack = Bits(data), {}, []
    bits.at = 32
    width, block, local, described = 2, None, [], None
    while bits.at + width <= bits.length:
        code = bits.fixed(width)
        if code == ENTER_BLOCK:
            stack.append((width, block, local))
            block, width = bits.variable(8), bits.variable(4)
            bits.align()
            bits.fixed(32)
            local = list(shared.get(block, []))
        elif code == END_BLOCK:
            bits.align()
            width, block, local = stack.pop()
        elif code == DEFINE_ABBREVIATION:
            (shared.setdefault(described, []) if block == BLOCKINFO else local).append(bits.abbreviation())
        elif code == UNABBREVIATED:
            number, count = bits.variable(6), bits.variable(6)
            values = [bits.variable(6) for _ in range(count)]
            if block == BLOCKINFO and number == 1:
                described = values[0]
            yield block, number, values, ""
        else:
            yield (block, *bits.record(local[code - 4]))


def warnings(path):
    names, data = {}, path.read_bytes()
    if not data:
        return
    for block, code, values, text in records(data):
        if block == DIAGNOSTIC_BLOCK and code == FILENAME_RECORD:
            names[values[0]] = text
        elif block == DIAGNOSTIC_BLOCK and code == DIAGNOSTIC_RECORD and values[0] == WARNING:
            yield names.get(values[1], "?"), values[2], values[3], text


def main():
    root = pathlib.Path(__file__).resolve().parent.parent
    build = root / ".build" / (sys.argv[1] if len(sys.argv) > 1 else "debug")
    ours, found = (str(root / "Sources"), str(root / "Tests")), set()
    maps = list(build.glob("*.build/output-file-map.json"))
    if not maps:
        sys.exit(f"There is no build in {build}.")
    for listing in maps:
        for source, outputs in json.loads(listing.read_text()).items():
            kept = pathlib.Path(outputs.get("diagnostics", ""))
            if source.startswith(ours) and pathlib.Path(source).exists() and kept.is_file():
                found.update(warnings(kept))
    for name, line, column, text in sorted(found):
        print(f"{name.removeprefix(str(root) + '/')}:{line}:{column}: warning: {text}")
    sys.exit(1 if found else 0)


if __name__ == "__main__":
    main()
