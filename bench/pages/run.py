"""One run: the hub, the floor and a peer, each page in turn, several rounds, the least of each counted.

Run `python -m bench pages --help`. It fills the database by `hub demo` where that is empty.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from rich.console import Console
from rich.table import Table
from sqlalchemy import create_engine, text

from bench.pages import peer as peers
from bench.pages import servers
from bench.pages.visiting import Cost, Visitor, asking, asking_again, cost_of, replying, token_in
from tests.databases import _from_wheel, _started, _system_binaries
from tests.servers import free_port

Act = Callable[[], tuple[int, int]]


def options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="bench pages", description=__doc__)
    parser.add_argument("--database", help="postgresql://…, empty or filled by us; without, one for this run alone")
    parser.add_argument("--data", type=Path, help="the data folder of that database; a temporary one without")
    parser.add_argument("--posts", type=int, default=100_000)
    parser.add_argument("--postgres-pid", type=int, help="the first process of PostgreSQL, to count its share")
    parser.add_argument("--peer", type=int, help="the port of a FlaskBB with the same number of posts")
    parser.add_argument("--peer-pid", type=int)
    parser.add_argument("--peer-login", default="user5:benchpass")
    parser.add_argument("--seconds", type=float, default=3.0, help="for each page in each round")
    parser.add_argument("--rounds", type=int, default=3)
    return parser.parse_args()


@contextmanager
def own_postgres(folder: Path) -> Iterator[str]:
    """A cluster for this run, as the tests have theirs."""
    folder.mkdir()
    binaries = _system_binaries()
    with _started(binaries, folder) if binaries else _from_wheel(folder) as url:
        yield url.render_as_string(hide_password=False)


def environment(chosen: argparse.Namespace, folder: Path) -> dict[str, str]:
    return {"HUB_DATA_DIR": str(chosen.data or folder), "HUB_DATABASE_URL": chosen.database}


def fill(environ: dict[str, str], posts: int) -> None:
    """Fill an empty database."""
    address = environ["HUB_DATABASE_URL"].replace("postgresql://", "postgresql+psycopg://")
    with create_engine(address).connect() as connection:
        if connection.execute(text("SELECT to_regclass('conversations')")).scalar() is not None:
            return
    words = [sys.executable, "-m", "hub", "demo", "--size", "full", "--posts", str(posts)]
    subprocess.run(words, env={**os.environ, **environ}, check=True, stdout=sys.stderr)


def places(environ: dict[str, str]) -> dict[str, int]:
    """The conversation of exactly a page, one to reply in, and the longest, all in the largest group."""
    address = environ["HUB_DATABASE_URL"].replace("postgresql://", "postgresql+psycopg://")
    in_first = "FROM conversations WHERE group_id = 1 AND closed_at IS NULL"
    with create_engine(address).connect() as connection:
        full = "next_position = 21 AND post_count = 20"
        page = connection.execute(text(f"SELECT id {in_first} AND {full} ORDER BY id LIMIT 1")).scalar_one()
        other = connection.execute(text(f"SELECT id {in_first} AND NOT ({full}) ORDER BY id DESC LIMIT 1")).scalar_one()
        longest = connection.execute(text(f"SELECT id, last_position {in_first} ORDER BY last_position DESC LIMIT 1"))
        number, last = longest.one()
        slug = connection.execute(text("SELECT slug FROM groups WHERE id = 1")).scalar_one()
    return {"page": page, "reply": other, "longest": number, "last": (last - 1) // 20 + 1, "slug": slug}


def sign_in(port: int, folder: Path, email: str) -> Visitor:
    visitor = Visitor(port)
    token = token_in(visitor.get("/sign-in"))
    password = (folder / "demo-password").read_text().strip()
    visitor.send("/sign-in", {"csrf_token": token, "email": email, "password": password})
    if "sign-out" not in visitor.get("/"):
        raise SystemExit("Signing in did not succeed.")
    return visitor


def hub_acts(visitor: Visitor, where: dict[str, int]) -> dict[str, Act]:
    group = f"/groups/{where['slug']}"
    page = f"{group}/conversations/{where['page']}"
    return {
        "home": asking(visitor, "/"),
        "group": asking(visitor, group),
        "conversations": asking(visitor, f"{group}/conversations"),
        "conversation": asking(visitor, page),
        "conversation, last page of the longest": asking(
            visitor, f"{group}/conversations/{where['longest']}?page={where['last']}"
        ),
        "conversation, unchanged": asking_again(visitor, page),
        "profile": asking(visitor, "/people/7"),
        "people finder": asking(visitor, "/people"),
        "what moved": asking(visitor, "/catch-up"),
        "reply": replying(
            visitor,
            f"{group}/conversations/{where['reply']}",
            f"{group}/conversations/{where['reply']}/reply",
            "text",
        ),
    }


def floor_acts(visitor: Visitor, where: dict[str, int]) -> dict[str, Act]:
    visitor.get("/enter/1")
    reply = f"/{where['reply']}/reply"
    return {
        "conversation": asking(visitor, f"/{where['page']}"),
        "conversation, last page of the longest": asking(visitor, f"/{where['longest']}?page={where['last']}"),
        "reply": lambda: (visitor.send(reply, {"text": "A reply with **bold** words and `code`."}), 0),
    }


def measure(sides: dict[str, tuple[dict[str, Act], int]], chosen: argparse.Namespace) -> dict[tuple[str, str], Cost]:
    """Every page of every side, side by side, so that what else the machine does falls on all alike."""
    least: dict[tuple[str, str], Cost] = {}
    for number in range(chosen.rounds):
        print(f"round {number + 1} of {chosen.rounds}", file=sys.stderr)
        for page in next(iter(sides.values()))[0]:
            for side, (acts, pid) in sides.items():
                if page in acts:
                    cost = cost_of(acts[page], pid, chosen.postgres_pid, chosen.seconds)
                    kept = least.get((side, page))
                    least[side, page] = cost if kept is None or cost.whole < kept.whole else kept
    return least


def report(costs: dict[tuple[str, str], Cost], chosen: argparse.Namespace) -> Table:
    table = Table(title=f"CPU milliseconds per request, {chosen.posts:,} posts, signed in, PostgreSQL")
    for heading in ("page", "hub", "+ database", "bytes", "peer", "+ database", "hub is 1/", "floor", "hub is ×"):
        table.add_column(heading, justify="left" if heading == "page" else "right")
    for side, page in costs:
        if side == "hub":
            table.add_row(page, *_cells(costs, page))
    return table


def _cells(costs: dict[tuple[str, str], Cost], page: str) -> list[str]:
    mine, peer, floor = (costs.get((side, page)) for side in ("hub", "peer", "floor"))
    assert mine is not None
    cells = [f"{mine.server:.2f}", f"{mine.database:.2f}", f"{mine.weight:,}"]
    cells += [f"{peer.server:.1f}", f"{peer.database:.1f}", f"{peer.whole / mine.whole:.0f}"] if peer else [""] * 3
    return cells + ([f"{floor.whole:.2f}", f"{mine.whole / floor.whole:.2f}"] if floor else [""] * 2)


def main() -> None:
    chosen = options()
    servers.pin(servers.CLIENT_CORE)
    with tempfile.TemporaryDirectory() as name, ExitStack() as stack:
        folder = Path(name)
        chosen.database = chosen.database or stack.enter_context(own_postgres(folder / "postgres"))
        environ = environment(chosen, folder)
        fill(environ, chosen.posts)
        where, (hub_port, floor_port) = places(environ), (free_port(), free_port())
        hub = stack.enter_context(servers.hub(environ, hub_port, folder))
        floor = stack.enter_context(servers.floor(environ, floor_port, folder))
        visitor = sign_in(hub_port, Path(environ["HUB_DATA_DIR"]), f"person1@council{31 % 400 + 1}.example")
        sides = {"hub": (hub_acts(visitor, where), hub), "floor": (floor_acts(Visitor(floor_port), where), floor)}
        if chosen.peer:
            sides["peer"] = (peers.acts(Visitor(chosen.peer), chosen.peer_login), chosen.peer_pid)
        costs = measure(sides, chosen)
        Console(width=130).print(report(costs, chosen))
        print(f"memory of the hub's server: {servers.memory(hub):.0f} MB")


if __name__ == "__main__":
    main()
