"""The theme compiled our way says what plain Jinja makes of it, byte for byte."""

from __future__ import annotations

from pathlib import Path

import pytest
from jinja2 import UndefinedError
from theme_pages import Example, examples
from theme_site import environment, render
from theme_values import THEME

from plugins.catalogue.tables import load
from plugins.disclosure.templates import Templates

TEMPLATES = str(THEME / "templates")


def compiled() -> Templates:
    """Without the lines kept by address: the examples show several documents under one."""
    made = Templates(TEMPLATES)
    del made.globals["kept_lines"]
    return made


@pytest.mark.parametrize("example", examples(), ids=lambda e: e.path)
def test_every_example_page(example: Example) -> None:
    assert render(example, compiled()) == render(example, environment())


def test_one_environment_makes_all_pages_in_any_order() -> None:
    plain, ours = environment(), compiled()
    pages = [*examples(), *reversed(examples())]
    assert [render(page, ours) for page in pages] == [render(page, plain) for page in pages]


def test_words_are_looked_up_when_compiling() -> None:
    """Without this the pages are the same and take longer."""
    source = Path(TEMPLATES, "document.html").read_text("utf-8")
    code = compiled().compile(source, "document.html", raw=True)
    assert code.count("environment.getitem") <= 1
    assert load("theme")["document"]["history_link"] in code


def _made(folder: Path, **templates: str) -> Templates:
    for name, text in templates.items():
        (folder / f"{name}.html").write_text(text, "utf-8")
    return Templates(str(folder))


def test_values_are_escaped_and_markup_is_not(tmp_path: Path) -> None:
    made = _made(
        tmp_path,
        macros="{% macro shown(a, b='<b>', c=none) %}<i>{{ a }}{{ b }}{{ c }}</i>{% endmacro %}",
        page="{% import 'macros.html' as part %}{{ value }}{{ part.shown(value) }}{{ part.shown('x', c='&', b=1) }}"
        "{{ part.shown(value, value, value) }}{{ number }}",
    )
    shown = made.get_template("page.html").render(value="<&>", number=3)
    assert shown == "&lt;&amp;&gt;<i>&lt;&amp;&gt;&lt;b&gt;None</i><i>x1&amp;</i><i>" + "&lt;&amp;&gt;" * 3 + "</i>3"


def test_a_room_named_twice_is_looked_up_where_it_is_used(tmp_path: Path) -> None:
    words = load("theme")
    made = _made(
        tmp_path,
        page="{% macro one() %}{% set say = words['list'] %}{{ say['empty'] }}{% endmacro %}"
        "{% macro two() %}{% set say = words['site'] %}{{ say['skip'] }}{% endmacro %}"
        "{% macro three(say) %}{{ say['skip'] }}{% endmacro %}"
        "{{ one() }}|{{ two() }}|{{ three({'skip': 'other'}) }}",
    )
    shown = made.get_template("page.html").render(words=words)
    assert shown == f"{words['list']['empty']}|{words['site']['skip']}|other"


def test_unknown_names_are_errors(tmp_path: Path) -> None:
    made = _made(tmp_path, word="{{ words['site']['no such word'] }}", name="{{ nobody }}", macro="{{ page.nothing }}")
    for name, error in (("word", UndefinedError), ("name", UndefinedError), ("macro", AttributeError)):
        with pytest.raises(error):
            made.get_template(f"{name}.html").render(words=load("theme"), page=examples()[0].page)
