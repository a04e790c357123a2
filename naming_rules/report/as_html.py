"""HTML: one page that can be mailed; nothing is loaded from outside, no script runs.

Memory is bounded: the counts are of all findings, the table holds the first `ROWS` and says so.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from html import escape
from importlib.resources import files
from itertools import groupby
from string import Template
from typing import Final, TextIO

from naming_rules.finding import Finding, Severity
from naming_rules.language import Text
from naming_rules.report import About
from naming_rules.report.bars import Bar, bars
from naming_rules.report.counts import SEVERITY_WORDS, Counts, several
from naming_rules.report.visible import visible

ROWS: Final = 2_000
_GROUPS: Final = 500
_HOLE: Final = '<span class="hole">{}</span>'
_WORDS: Final = {
    "title": Text("文件命名检查报告", "Document name report"),
    "at": Text("生成于", "Made on"),
    "checked": Text("已检查", "Names checked"),
    "files": Text("有问题", "With findings"),
    "by_rule": Text("按规则", "By rule"),
    "by_group": Text("按部门", "By department"),
    "no_group": Text("无法判断部门", "No department known"),
    "others": Text("其他", "Others"),
    "findings": Text("问题清单", "Findings"),
    "file": Text("文件", "File"),
    "problem": Text("问题", "Problem"),
    "suggestion": Text("建议名称", "Suggested name"),
    "rules": Text("本报告涉及的规则", "The rules in this report"),
    "fine": Text("全部合规", "All names are compliant"),
    "fine_more": Text(
        "没有发现任何问题。新文件存入后可再次检查。",
        "Nothing was found. Check again when new files have come in.",
    ),
    "hole": Text(
        "建议名称中带花括号的部分无法推断，请自行填写。",
        "What stands in braces in a suggested name cannot be known; please fill it in.",
    ),
    "capped": Text(
        "此处列出前 {shown:,} 个问题，共 {total:,} 个；数字与图表包括全部。"
        "完整清单请用 csv 或 json 格式导出。",
        "The first {shown:,} of {total:,} findings are listed here; the figures and charts count "
        "all of them. For the whole list choose the csv or json format.",
    ),
    "by": Text("由 {tool} 生成", "Made by {tool}"),
}


@dataclass(slots=True)
class _Seen:
    """All that is kept of the findings."""

    counts: Counts = field(default_factory=Counts)
    files: int = 0
    groups: dict[str | None, int] = field(default_factory=dict)
    rows: list[Finding] = field(default_factory=list)


def write(
    findings: Iterable[Finding], out: TextIO, about: About, checked: Callable[[], int]
) -> None:
    """Write the page; `checked` is asked for when all findings are counted."""
    seen = _look(findings, about)
    page = Template(files(__package__).joinpath("page.html").read_text(encoding="utf-8"))
    head, _, tail = page.template.partition("$body")
    names = {
        "lang": "zh-CN" if about.language == "zh" else "en",
        "title": _say("title", about),
        "about": _about(about),
    }
    out.write(Template(head).substitute(names))
    out.writelines(_body(seen, about, checked()))
    out.write(tail)


def _look(findings: Iterable[Finding], about: About) -> _Seen:
    seen = _Seen()
    last: str | None = None
    for finding in seen.counts.count(findings):
        seen.files += finding.path != last
        last = finding.path
        group = about.group_of(finding)
        if group not in seen.groups and len(seen.groups) >= _GROUPS:
            group = _WORDS["others"].in_(about.language)
        seen.groups[group] = seen.groups.get(group, 0) + 1
        if len(seen.rows) < ROWS:
            seen.rows.append(finding)
    return seen


def _body(seen: _Seen, about: About, checked: int) -> Iterator[str]:
    yield _figures(seen, about, checked)
    if not seen.counts.total:
        yield _fine(about)
    else:
        yield f'<section class="charts">\n{_rule_chart(seen, about)}{_group_chart(seen, about)}'
        yield "</section>\n"
        yield from _table(seen, about)
        yield from _rules(seen, about)
    tool = f"{about.tool} {about.version}".strip()
    yield f"<footer>{_say('by', about).format(tool=_safe(tool))}</footer>\n"


def _figures(seen: _Seen, about: About, checked: int) -> str:
    figures = [("", _say("checked", about), checked), ("", _say("files", about), seen.files)]
    for severity in Severity:
        count = seen.counts.severities[severity]
        word = several(severity, count).in_(about.language).capitalize()
        figures.append((severity.value, word, count))
    cells = "".join(
        f'<div class="card {kind if count else "none"}"><dt>{word}</dt><dd>{count:,}</dd></div>\n'
        for kind, word, count in figures
    )
    return f'<section>\n<dl class="figures">\n{cells}</dl>\n</section>\n'


def _rule_chart(seen: _Seen, about: About) -> str:
    known = {rule.code: rule.summary.in_(about.language).rstrip(".。") for rule in about.rules}
    rows = [
        Bar(visible(known.get(rule, rule)), count)
        for rule, count in seen.counts.rules.most_common()
    ]
    return _chart("by_rule", rows, about)


def _group_chart(seen: _Seen, about: About) -> str:
    counts = sorted(seen.groups.items(), key=lambda item: (item[0] is None, -item[1]))
    rows = [
        Bar(visible(group) if group else _WORDS["no_group"].in_(about.language), count, not group)
        for group, count in counts
    ]
    return _chart("by_group", rows, about)


def _chart(word: str, rows: list[Bar], about: About) -> str:
    title = _WORDS[word].in_(about.language)
    drawing = bars(rows, _WORDS["others"].in_(about.language))
    return f'<div class="card">\n<h2>{title}</h2>\n{drawing}</div>\n'


def _table(seen: _Seen, about: About) -> Iterator[str]:
    yield f'<section class="card">\n<h2>{_say("findings", about)}</h2>\n'
    if len(seen.rows) < seen.counts.total:
        text = _say("capped", about).format(shown=len(seen.rows), total=seen.counts.total)
        yield f'<p class="note">{text}</p>\n'
    if any(finding.placeholders for finding in seen.rows):
        yield f'<p class="hint">{_say("hole", about)}</p>\n'
    heads = "".join(
        f'<th scope="col">{_say(word, about)}</th>' for word in ("file", "problem", "suggestion")
    )
    yield f"<table>\n<thead><tr>{heads}</tr></thead>\n"
    for path, group in groupby(seen.rows, key=lambda finding: finding.path):
        yield _file(path, list(group), about)
    yield "</table>\n</section>\n"


def _file(path: str, group: list[Finding], about: About) -> str:
    folder, slash, name = path.rpartition("/")
    place = f'<span class="folder">{_safe(folder + slash)}</span>' if folder else ""
    head = f'<th scope="rowgroup" rowspan="{len(group)}">{place}{_name(name, "name")}</th>'
    rows = []
    for number, finding in enumerate(group):
        first = not number or group[number - 1].suggestion != finding.suggestion
        span = sum(1 for _ in _same(group[number:])) if first else 0
        rows.append(f"<tr>{'' if number else head}{_cells(finding, span, about)}</tr>\n")
    return f"<tbody>\n{''.join(rows)}</tbody>\n"


def _same(group: list[Finding]) -> Iterator[Finding]:
    """Yield the findings from the first on that share its suggestion: they share one cell."""
    for finding in group:
        if finding.suggestion != group[0].suggestion:
            return
        yield finding


def _cells(finding: Finding, span: int, about: About) -> str:
    word = SEVERITY_WORDS[finding.severity].in_(about.language)
    message = _safe(finding.message.in_(about.language))
    rule = _safe(finding.rule)
    known = any(page.code == finding.rule for page in about.rules)
    link = f'<a href="#rule-{rule}">{rule}</a>' if known else rule
    what = (
        f'<td class="what"><span class="badge {finding.severity.value}">{word}</span>{message}'
        f'<span class="rule"><code>{link}</code></span></td>'
    )
    return what + (_suggestion(finding, span, about) if span else "")


def _suggestion(finding: Finding, span: int, about: About) -> str:
    if not finding.suggestion:
        return f'<td rowspan="{span}"><span class="dash">–</span></td>'
    name = _name(finding.suggestion, "name to")
    for hole in finding.placeholders:
        mark = _safe(f"{{{hole}}}")
        name = name.replace(mark, _HOLE.format(mark))
    return f'<td class="suggested" rowspan="{span}">{name}</td>'


def _rules(seen: _Seen, about: About) -> Iterator[str]:
    pages = [page for page in about.rules if page.code in seen.counts.rules]
    if not pages:
        return
    yield f'<section class="card">\n<h2>{_say("rules", about)}</h2>\n'
    for page in pages:
        summary = f"{_safe(page.summary.in_(about.language))}<code>{_safe(page.code)}</code>"
        details = "\n".join(_safe(line) for line in page.details.in_(about.language).split("\n"))
        yield f'<details id="rule-{_safe(page.code)}"><summary>{summary}</summary>'
        yield f"<pre>{details}</pre></details>\n"
    yield "</section>\n"


def _fine(about: About) -> str:
    tick = '<svg viewBox="0 0 24 24" stroke-width="1.6" aria-hidden="true">'
    tick += '<circle cx="12" cy="12" r="10"/><path d="m7.5 12.3 3 3 6-6.6"/></svg>'
    words = f"<h2>{_say('fine', about)}</h2><p>{_say('fine_more', about)}</p>"
    return f'<section class="card fine">{tick}{words}</section>\n'


def _about(about: About) -> str:
    at = about.at.strftime("%Y-%m-%d %H:%M")
    return (
        f'<strong translate="no">{_safe(about.subject)}</strong>'
        f'<span>{_say("at", about)} <time datetime="{about.at.isoformat()}">{at}</time></span>'
    )


def _name(text: str, kind: str) -> str:
    """Return a file name, in its own language and never translated by a browser."""
    lang = "zh" if any("\u3400" <= character <= "\u9fff" for character in text) else ""
    return f'<span class="{kind}" lang="{lang}" translate="no">{_safe(text)}</span>'


def _say(word: str, about: About) -> str:
    return escape(_WORDS[word].in_(about.language))


def _safe(text: str) -> str:
    return escape(visible(text))
