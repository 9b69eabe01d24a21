"""Texts that somebody sends to harm: each must be refused, or ended, and none may get out."""

from __future__ import annotations

import itertools
import resource

from jinja2 import StrictUndefined
from jinja2.sandbox import ImmutableSandboxedEnvironment

NAMES = {"county": "Kitui", "phase": "alert", "month": "October"}
STRINGS = ("''", "county", "7", "[]", "{}", "()", "self", "none")
# What leads from a value to the interpreter, one step after another.
ESCAPES = (
    "{{ X.__class__ }}.",
    "{{ X.__class__.__mro__[1].__subclasses__() }}.",
    "{{ X['__class__'] }}.",
    "{{ X|attr('__class__') }}.",
    "{{ X|attr('__' ~ 'class' ~ '__') }}.",
    "{{ X.__init__.__globals__ }}.",
)
RUNAWAYS = (
    "{{ 7**(9**8) }}.",
    "{{ (7**(9**8))|string }}.",
    "{{ 'a'*500000000 }}.",
    "{{ ('a'*100000)*100000 }}.",
    "{% for a in range(99999) %}{% for b in range(99999) %}x{% endfor %}{% endfor %}.",
    "{% for a in range(99999) %}{% for b in range(99999) %}{% endfor %}{% endfor %}.",
    "{% for a in 'aaaaaaaaaa'*9000000 %}{{ a*1000 }}{% endfor %}.",
    "{{ 'a'.center(900000000) }}.",
    "{{ 'a'.ljust(900000000) }}.",
    "{{ '%900000000d'|format(1) }}.",
    "{{ '%*d'|format(900000000, 1) }}.",
    "{{ '{:900000000}'.format(1) }}.",
    "{{ 'x'|center(900000000) }}.",
    "{{ 'x'|indent(900000000) }}.",
    "{{ ('a'*90000000)|upper|lower|upper }}.",
    "{{ ('ab'*90000000)|list|length }}.",
    "{{ ('ab'*40000000)|reverse|list|sort|join(',') }}.",
    "{{ range(99999)|map('string')|join('x'*99999) }}.",
    "{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}.",
    "{% macro m(n) %}{{ m(n+1) }}{{ m(n+1) }}{% endmacro %}{{ m(0) }}.",
    "{% set x = 'a' %}{% for i in range(60) %}{% set x = x*2 %}{% endfor %}{{ x*99999999 }}.",
    "{% for i in range(9) recursive %}{{ loop(range(9)) }}{% endfor %}.",
    "{% for i in range(99999) %}{% for j in range(999) %}{{ 'spam'*99 }}{% endfor %}{% endfor %}.",
    "{{ ([0]*90000000)|length }}.",
    "{{ (1,)*900000000 }}.",
    "{{ lipsum(n=99999) }}.",
    "{{ 2**2**2**2**2**2 }}.",
    "{{ (10**9)**(10**5) }}.",
    "{{ 'a'.replace('', 'b'*99999)*99999 }}.",
    "{{ ('a'*9999999).split('')|length }}.",
)
STATEMENTS = (
    "{% include '/etc/passwd' %}.",
    "{% import 'os' as os %}{{ os }}.",
    "{% from 'os' import path %}.",
    "{% extends 'base' %}.",
    "{% block a %}x{% endblock %}.",
    "{% set county = 'x' %}{{ county }}.",
    "{% with a = county %}{{ a }}{% endwith %}.",
    "{% filter upper %}x{% endfilter %}.",
    "{% call county() %}x{% endcall %}.",
    "{% raw %}{{ county }}{% endraw %}.",
    "{% autoescape true %}x{% endautoescape %}.",
    "{% do county.append(1) %}.",
    "{% debug %}.",
    "{% print county %}.",
    "{% if county %}x{% else %}y{% endif %}.",
    "{% if county %}x{% elif phase %}y{% endif %}.",
    "{% if 1 %}x{% endif %}.",
    "{% if county == 'Kitui' %}x{% endif %}.",
    "{% if county %}{% if phase %}x{% endif %}{% endif %}.",
    "{% for a in county %}{{ a }}{% endfor %}.",
)
EXPRESSIONS = (
    "{{ county() }}.",
    "{{ county.format('x') }}.",
    "{{ '{0.__class__}'.format(county) }}.",
    "{{ '{county.__class__}'|format(county=county) }}.",
    "{{ '%s'|format(county) }}.",
    "{{ county|upper }}.",
    "{{ county|map('attr', '__class__')|list }}.",
    "{{ county|phrase|phrase|phrase }}.",
    "{{ phase|phrase('x') }}.",
    "{{ phase|phrase(*county) }}.",
    "{{ county + phase }}.",
    "{{ county ~ phase }}.",
    "{{ county[0] }}.",
    "{{ county[::-1] }}.",
    "{{ county if phase else month }}.",
    "{{ county is defined }}.",
    "{{ not county }}.",
    "{{ -7 }}.",
    "{{ 1 }}.",
    "{{ 'words' }}.",
    "{{ [county] }}.",
    "{{ {'a': county} }}.",
    "{{ cycler('a').__init__.__globals__ }}.",
    "{{ joiner.__init__.__globals__.os }}.",
    "{{ namespace(a=1).a }}.",
    "{{ config }}.",
    "{{ self }}.",
    "{{ self._TemplateReference__context }}.",
    "{{ request.application }}.",
    "{{ loop.index }}.",
    "{{ caller() }}.",
    "{{ varargs }}.",
    "{{ county.fact.sources }}.",
    "{{ county.wording.phrases }}.",
    "{{ county | }}.",
    "{{ county }",
    "{{ county.",
    "{% if county %}x.",
    "{{ }}.",
    "{{ {{ county }} }}.",
    "{{ " + "(" * 120 + "1" + ")" * 120 + " }}.",
    "{{ " + "[" * 120 + "]" * 120 + " }}.",
    "{{ " + "-" * 250 + "1 }}.",
    "{{ " + "not " * 60 + "county }}.",
    "{% if county %}" * 18 + "x",
    "{{ county }}" + "{# " * 60 + ".",
    "x" * 301 + ".",
    "no full stop",
    "One { two.",
    "Ends with 5 percent.",
    "Rain was 54%.",
    "See <b>this</b>.",
    "Ask me@ndma or #tag.",
    "{# note #} {{ county }} is hidden here.",
    "{# a note that never ends",
)
UNSEEN = (
    "Kitui\x00 is in alert.",
    "Kitui \u202eis in alert.",
    "Kitui \u2066is\u2069 in alert.",
    "Kitui\u200b is in alert.",
    "Kitui\u00ad is in alert.",
    "Kitui\u2028is in alert.",
    "Kitui \ue000 is in alert.",
    "Kitui \U000e0041 is in alert.",
    "Kitui \x1b[31m is in alert.",
    "Kitui \x85 is in alert.",
    "K\u0456tui is in alert.",
    "Kitui is in \u03b1lert.",
    "\U0001d40aitui is in alert.",
    "Kitui i\u0303\u0303\u0303\u0303 is in alert.",
    "Kitui \uff15 is in alert.",
    "Kitui \u0665 is in alert.",
    "Kitui \u00b2 is in alert.",
    "{{ c\u043eunty }} is in alert.",
    "{{ county\u200d }} is in alert.",
)
HUGE = ("Word. " * 900_000, "\n".join(["Word."] * 61), "{{ county }}." * 2_000)


def every() -> list[str]:
    """Return every hostile text."""
    escapes = [shape.replace("X", value) for shape, value in itertools.product(ESCAPES, STRINGS)]
    return [*escapes, *RUNAWAYS, *STATEMENTS, *EXPRESSIONS, *UNSEEN, *HUGE]


def anything_goes(text: str) -> tuple[str, int]:
    """Render a text in the sandbox alone, as if there were no allow-list; for a child only.

    It lies here because a child has too little memory to load a whole test module.
    """
    sandbox = ImmutableSandboxedEnvironment(undefined=StrictUndefined)
    said = "".join(sandbox.from_string(text).generate(NAMES))
    return said, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
