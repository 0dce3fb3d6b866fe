"""`python -m bench [NAME…]`: run the measurements named, or all of them."""

from __future__ import annotations

import runpy
import sys

MEASUREMENTS = {"pages": "bench.pages", "search": "bench.search.quality"}


def main(names: list[str]) -> None:
    """Run each by name, with a heading."""
    unknown = set(names) - MEASUREMENTS.keys()
    if unknown:
        sys.exit(f"There is no measurement {', '.join(sorted(unknown))}. There are: {', '.join(MEASUREMENTS)}.")
    for name in names or MEASUREMENTS:
        print(f"\n## {name}\n", flush=True)
        sys.argv = [name]
        runpy.run_module(MEASUREMENTS[name], run_name="__main__")


main(sys.argv[1:])
