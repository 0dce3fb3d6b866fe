"""`python -m bench [NAME…] [--options]`: run the measurements named, or all; options go to each that is run."""

from __future__ import annotations

import runpy
import sys

MEASUREMENTS = {"pages": "bench.pages.run", "search": "bench.search.quality"}


def main(words: list[str]) -> None:
    """Run each by name, with a heading."""
    first = next((place for place, word in enumerate(words) if word.startswith("-")), len(words))
    names, options = words[:first], words[first:]
    unknown = set(names) - MEASUREMENTS.keys()
    if unknown:
        sys.exit(f"There is no measurement {', '.join(sorted(unknown))}. There are: {', '.join(MEASUREMENTS)}.")
    for name in names or MEASUREMENTS:
        print(f"\n## {name}\n", flush=True)
        sys.argv = [name, *options]
        runpy.run_module(MEASUREMENTS[name], run_name="__main__")


main(sys.argv[1:])
