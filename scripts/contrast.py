#!/usr/bin/env python3
"""Reads the admin's tokens.css and prints the WCAG contrast of every pair that carries text or meaning, in both themes.

Ends with status 1 when a pair is below its floor: 4.5 for text, 3 for shapes. Run it after any change to a colour.
"""
import math
import pathlib
import re
import sys

CSS = pathlib.Path(__file__).resolve().parent.parent / "Sources" / "Admin" / "Assets" / "tokens.css"
PAIR = re.compile(r"--([\w-]+):\s*light-dark\(oklch\(([^)]*)\),\s*oklch\(([^)]*)\)\)")
THEMES = ("light", "dark")


def linear(text: str) -> tuple[list[float], bool]:
    """oklch as linear sRGB clipped to the gamut, and whether it had to be clipped."""
    light, chroma, hue = (float(part) for part in text.split("/")[0].split())
    a, b = chroma * math.cos(math.radians(hue)), chroma * math.sin(math.radians(hue))
    long = (light + 0.3963377774 * a + 0.2158037573 * b) ** 3
    middle = (light - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (light - 0.0894841775 * a - 1.2914855480 * b) ** 3
    rgb = (
        4.0767416621 * long - 3.3077115913 * middle + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * middle - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * middle + 1.7076147010 * short,
    )
    return [min(1, max(0, value)) for value in rgb], any(value < -0.004 or value > 1.004 for value in rgb)


def luminance(rgb: list[float]) -> float:
    return 0.2126 * rgb[0] + 0.7152 * rgb[1] + 0.0722 * rgb[2]


def text_pairs() -> list[tuple[str, str]]:
    inks = ("ink", "ink-2", "ink-3", "accent")
    pairs = [(ink, surface) for ink in inks for surface in ("surface", "canvas", "sunken", "overlay", "accent-soft")]
    pairs += [("ink", "pressed"), ("ink-2", "pressed"), ("on-accent", "accent"), ("on-accent", "accent-deep")]
    pairs += [("surface", "ink")]
    for tone in ("ok", "warn", "bad", "info", "pending", "neutral"):
        pairs += [(f"{tone}-text", ground) for ground in (f"{tone}-bg", "surface", "sunken", "overlay")]
        pairs += [("ink", f"{tone}-bg"), ("ink-2", f"{tone}-bg")]
    return pairs


def shape_pairs() -> list[tuple[str, str]]:
    pairs = [("focus", ground) for ground in ("surface", "canvas", "sunken")]
    return pairs + [("line-field", "surface"), ("accent", "pressed")] + [(f"chart-{n}", "surface") for n in (2, 3, 4)]


def main() -> int:
    colours = {name: (linear(light), linear(dark)) for name, light, dark in PAIR.findall(CSS.read_text(encoding="utf-8"))}

    def ratio(front: str, ground: str, theme: int) -> float:
        high, low = sorted((luminance(colours[name][theme][0]) for name in (front, ground)), reverse=True)
        return (high + 0.05) / (low + 0.05)

    below, count = 0, 0
    print(f"{'pair':34}{'light':>8}{'dark':>8}{'floor':>8}")
    for pairs, floor in ((text_pairs(), 4.5), (shape_pairs(), 3.0)):
        for front, ground in pairs:
            ratios = [ratio(front, ground, theme) for theme in range(2)]
            count += 1
            below += min(ratios) < floor
            mark = "  BELOW" if min(ratios) < floor else ""
            print(f"{front + ' on ' + ground:34}{ratios[0]:8.2f}{ratios[1]:8.2f}{floor:8.1f}{mark}")
    clipped = [f"{name} ({THEMES[theme]})" for name, both in colours.items() for theme in range(2) if both[theme][1]]
    print(f"{count} pairs in 2 themes, {below} below their floor; outside sRGB: {', '.join(clipped) or 'none'}")
    return 1 if below else 0


sys.exit(main())
