"""Names, docstrings and the words people read."""

import ast
import re

import pytest

from tests.architecture.house import HUB, ROOT, TEMPLATES, called, listed, name_of, sources

TERMINAL = {"cli", "commands"}  # the terminal speaks English
VAGUE = {
    "utils",
    "util",
    "helpers",
    "helper",
    "common",
    "misc",
    "manager",
    "data",
    "info",
    "process",
    "handle",
    "stuff",
}
SPEAKING = {
    "flash",
    "Refused",
    "StringField",
    "TextAreaField",
    "SelectField",
    "BooleanField",
    "RadioField",
    "FileField",
}
SPEAKING |= {"PasswordField", "EmailField", "IntegerField", "DateField", "SubmitField", "MultipleFileField"}


@pytest.mark.parametrize("source", [s for s in sources() if s.text.strip()], ids=str)
def test_every_module_begins_by_saying_what_it_is(source):
    docstring = ast.get_docstring(source.tree) or ""
    assert docstring, f"{source}: begin with a sentence that says what the module holds."
    assert docstring.count("\n") <= 12, f"{source}: a module's docstring is a line or two; the rest belongs in docs/."


def test_no_file_or_folder_has_a_name_that_says_nothing():
    names = [p for root in (HUB, ROOT / "tests", ROOT / "tools") for p in root.rglob("*") if p.stem in VAGUE]
    assert not names, f"Name them after the thing or the rule they hold:{listed(names)}"


@pytest.mark.parametrize("source", sources(), ids=str)
def test_no_function_or_class_has_a_name_that_says_nothing(source):
    named = (n for n in ast.walk(source.tree) if isinstance(n, (ast.FunctionDef, ast.ClassDef)))
    wrong = [
        n.name for n in named if set(re.findall(r"[a-z]+", snake(n.name))) & {"utils", "helper", "manager", "misc"}
    ]
    assert not wrong, f"{source}: say what {wrong} does instead."


def snake(name: str) -> str:
    return re.sub(r"(?<!^)(?=[A-Z])", "_", name).lower()


@pytest.mark.parametrize("source", sources(), ids=str)
def test_no_check_is_silenced_in_passing(source):
    comments = [line for line in source.text.splitlines() if re.search(r"#\s*(noqa|TODO|FIXME|XXX)", line)]
    assert not comments, f"{source}: mend the cause, or set the rule for everyone in pyproject.toml: {comments}"
    silenced = [line for line in source.text.splitlines() if re.search(r"type: ignore(?!\[)", line)]
    assert not silenced, f"{source}: name the one error that is ignored: {silenced}"


@pytest.mark.parametrize("source", [s for s in sources() if s.path.stem not in TERMINAL], ids=str)
def test_what_people_read_can_be_translated(source):
    wrong = [
        f"line {call.lineno}: {ast.unparse(call.args[0])}"
        for call in called(source.tree)
        if name_of(call) in SPEAKING and call.args and speaks_plainly(call.args[0])
    ]
    assert not wrong, f'{source}: wrap it in _("…"), or _l("…") where it stands outside a function: {wrong}'


def speaks_plainly(node: ast.expr) -> bool:
    return isinstance(node, ast.JoinedStr) or (
        isinstance(node, ast.Constant) and bool(re.search(r"[a-z]", str(node.value)))
    )


def visible_text(template: str) -> str:
    """What a template says in so many words: the text left when Jinja, translations and tags are taken away."""
    for pattern in (
        r"{#.*?#}",
        r"{% ?-?trans.*?endtrans.*?%}",
        r"{%.*?%}",
        r"{{.*?}}",
        r"<!--.*?-->",
        r"<[^>]*>",
        r"&\w+;",
    ):
        template = re.sub(pattern, " ", template, flags=re.DOTALL)
    return template


@pytest.mark.parametrize("path", sorted(TEMPLATES.rglob("*.html")), ids=lambda p: str(p.relative_to(ROOT)))
def test_every_word_of_a_template_can_be_translated(path):
    left = re.findall(r"[A-Za-z][A-Za-z’']+(?: [\w’']+)*", visible_text(path.read_text(encoding="utf-8")))
    assert not left, f'{path.relative_to(ROOT)}: wrap these in {{{{ _("…") }}}} or {{% trans %}}: {left}'


def test_names_of_tests_are_sentences():
    wrong = [
        f"{source}:{function.name}"
        for source in sources("**/test_*.py", ROOT / "tests")
        for function in source.functions()
        if function.name.startswith("test_") and len(function.name.split("_")) < 5
    ]
    assert not wrong, f"Say what holds: test_a_hidden_document_and_an_absent_one_look_the_same. Not:{listed(wrong)}"


def test_tests_use_real_objects():
    wrong = [s for s in sources("**/*.py", ROOT / "tests") if "unittest" in s.outside_imports()]
    assert not wrong, (
        f"Only clock, mail and outside services are faked; make real rows with tests/factories.py:{listed(wrong)}"
    )


def test_tests_mirror_the_house():
    others = {
        "policy",
        "components",
        "journeys",
        "architecture",
        "browser",
        "tools",
        "core",
        "docs",
        "bench",
        "operations",
    }
    folders = {p.name for p in (ROOT / "tests").iterdir() if p.is_dir() and p.name != "__pycache__"}
    slices = {p.name for p in HUB.iterdir() if p.is_dir()}
    assert folders <= slices | others, f"Put tests where their subject is, tests/<slice>/: {folders - slices - others}"


def test_required_fields_look_at_what_is_left_of_the_text():
    wrong = [str(source) for source in sources("**/*.py") if "InputRequired" in source.path.read_text()]
    assert not wrong, (
        f"InputRequired lets spaces alone pass; use DataRequired, which looks after the filters:{listed(wrong)}"
    )
