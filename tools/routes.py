"""The list of addresses that tests/architecture compares with; `make routes` writes it anew."""

import tempfile
from pathlib import Path

from werkzeug.routing import Rule

GOLDEN = Path(__file__).parents[1] / "tests" / "architecture" / "routes.txt"


def served() -> list[Rule]:
    """Every rule of the hub, in reading order; static files are left out."""
    from hub.app import create_app
    from hub.config import load

    with tempfile.TemporaryDirectory() as folder:
        app = create_app(load({"HUB_DATA_DIR": folder}))
        rules = [rule for rule in app.url_map.iter_rules() if not rule.endpoint.endswith("static")]
    return sorted(rules, key=lambda rule: (rule.rule, rule.endpoint, sorted(rule.methods or ())))


def described(rule: Rule) -> str:
    methods = ",".join(sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}))
    return f"{methods:9} {rule.rule}  →  {rule.endpoint}"


if __name__ == "__main__":
    GOLDEN.write_text("".join(f"{described(rule)}\n" for rule in served()), encoding="utf-8")
    print(f"{GOLDEN.name} holds {len(served())} addresses now: read the diff.")
