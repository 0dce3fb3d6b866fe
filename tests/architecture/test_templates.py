"""Templates and code agree: what is rendered exists, what exists is rendered, and no page carries style or script."""

import ast
import re

import pytest

from tests.architecture.house import ROOT, TEMPLATES, called, listed, name_of, sources
from tools.routes import served

PAGES = sorted(TEMPLATES.rglob("*.html"))
PARTS = {"components", "layouts"}
JINJA_TAG = re.compile(r"{%-?\s*(?:extends|include|import|from)\s+[\"']([^\"']+)[\"']")


def text_of(path):
    return re.sub(r"{#.*?#}", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)


def named_in_code():
    """Every string in hub/ that could be a template's name."""
    return {
        node.value
        for source in sources()
        for node in ast.walk(source.tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }


def test_every_template_that_is_rendered_exists():
    wrong = [
        f"{source}:{call.lineno} {call.args[0].value}"
        for source in sources()
        for call in called(source.tree)
        if name_of(call) == "render_template" and call.args and isinstance(call.args[0], ast.Constant)
        if not (TEMPLATES / call.args[0].value).exists()
    ]
    assert not wrong, f"These templates are missing; write them at templates/<slice>/<view>.html:{listed(wrong)}"


def test_every_template_that_a_template_names_exists():
    wrong = [
        f"{path.relative_to(ROOT)}: {name}"
        for path in PAGES
        for name in JINJA_TAG.findall(text_of(path))
        if not (TEMPLATES / name).exists()
    ]
    assert not wrong, f"These templates are named by others and missing:{listed(wrong)}"


def test_no_template_lies_unused():
    named = named_in_code() | {name for path in PAGES for name in JINJA_TAG.findall(text_of(path))}
    stems = {name.rpartition("/")[2] for name in named}
    wrong = [
        path.relative_to(TEMPLATES)
        for path in TEMPLATES.rglob("*.*")
        if str(path.relative_to(TEMPLATES)) not in named
        and not {path.stem, str(path.relative_to(TEMPLATES).with_suffix(""))} & (named | stems)
        and path.parent.name not in {"components", "errors"}
    ]
    assert not wrong, f"Nothing renders these; delete them:{listed(wrong)}"


@pytest.mark.parametrize(
    "path", [p for p in PAGES if p.parent.name not in PARTS], ids=lambda p: str(p.relative_to(TEMPLATES))
)
def test_a_page_extends_the_frame(path):
    if path.name.startswith("_") or path.parent == TEMPLATES or "emails" in path.parts:
        return
    assert "{% extends" in text_of(path), (
        f"{path}: begin with an extends, or name a fragment with a leading underscore."
    )


@pytest.mark.parametrize("path", PAGES, ids=lambda p: str(p.relative_to(TEMPLATES)))
def test_a_template_holds_no_style_and_no_script(path):
    text = text_of(path)
    found = re.findall(r"<style\b|\sstyle=|\son[a-z]+=[\"']|javascript:|<script(?![^>]*\bsrc=)[^>]*>", text)
    found = [word for word in found if "application/json" not in word]
    assert not found, f"{path}: the policy of content stops {found}; use static/scss and a module in static/js."
    assert "| safe" not in text or path.parent.name in PARTS or path == TEMPLATES / "base.html", (
        f"{path}: only stored HTML made by core/markup.py is safe, and it comes as Markup already: drop `| safe`."
    )


@pytest.mark.parametrize("path", sorted((TEMPLATES / "components").glob("*.html")), ids=lambda p: p.name)
def test_a_component_is_one_documented_macro(path):
    whole = path.read_text(encoding="utf-8")
    assert path.stem in re.findall(r"{%-?\s*macro\s+(\w+)", whole), f"{path.name} holds a macro named like the file."
    assert whole.lstrip().startswith("{#"), f"{path.name}: begin with a comment that says its parameters."


@pytest.mark.parametrize("path", [p for p in PAGES if p.parent.name not in PARTS], ids=lambda p: p.name)
def test_a_page_takes_from_a_component_only_the_macro_it_is_named_for(path):
    taken = re.findall(r"from [\"']components/(\w+)\.html[\"'] import ([\w, ]+)", text_of(path))
    wrong = [
        f"{name} from {stem}.html" for stem, names in taken for name in names.split(", ") if name.split()[0] != stem
    ]
    assert not wrong, f"{path}: give these a file of their own in templates/components: {wrong}"


def test_every_address_that_a_template_links_to_exists(app):
    endpoints = {rule.endpoint for rule in served()} | {"static"}
    wrong = [
        f"{path.relative_to(ROOT)}: {name}"
        for path in TEMPLATES.rglob("*.*")
        for name in re.findall(r"url_for\(\s*[\"']([\w.]+)[\"']", text_of(path))
        if name not in endpoints
    ]
    assert not wrong, f"No view answers these endpoints:{listed(wrong)}"


def test_every_address_that_code_builds_exists(app):
    endpoints = {rule.endpoint for rule in served()} | {"static"}
    wrong = [
        f"{source}:{call.lineno} {call.args[0].value}"
        for source in sources()
        for call in called(source.tree)
        if name_of(call) in {"url_for", "absolute_url"} and call.args and isinstance(call.args[0], ast.Constant)
        if call.args[0].value not in endpoints
    ]
    assert not wrong, f"No view answers these endpoints:{listed(wrong)}"


def test_every_page_stands_in_the_folder_of_its_slice():
    folders = {path.relative_to(TEMPLATES).parts[0] for path in PAGES if path.parent != TEMPLATES}
    slices = {path.name for path in (ROOT / "hub").iterdir() if path.is_dir()}
    assert folders <= slices | PARTS | {"errors", "emails"}, (
        f"templates/ has folders of no slice: {folders - slices - PARTS}"
    )
