"""The difference of two texts as `diff -u` writes it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from docvault.comparing.steps import Steps, steps


def unified(old: Sequence[str], new: Sequence[str], old_title: str, new_title: str) -> list[str]:
    """Return the difference as `diff -u` writes it, three lines around; nothing where equal."""
    lines: list[str] = []
    for group in _groups(steps(old, new), 3):
        before = _range(group[0][1], group[-1][2])
        after = _range(group[0][3], group[-1][4])
        lines.append(f"@@ -{before} +{after} @@")
        for step, i1, i2, j1, j2 in group:
            if step == "equal":
                lines += [f" {line}" for line in old[i1:i2]]
                continue
            lines += [f"-{line}" for line in old[i1:i2]]
            lines += [f"+{line}" for line in new[j1:j2]]
    return [f"--- {old_title}", f"+++ {new_title}", *lines] if lines else []


def _groups(found: Steps, around: int) -> Iterator[Steps]:
    """Yield the steps in groups with up to so many equal lines around them (as difflib does)."""
    group: Steps = []
    for number, (step, i1, i2, j1, j2) in enumerate(found):
        if step != "equal":
            group.append((step, i1, i2, j1, j2))
            continue
        if number and group:
            after = min(around, i2 - i1)
            last = number == len(found) - 1
            if i2 - i1 > 2 * around or last:
                yield [*group, (step, i1, i1 + after, j1, j1 + after)]
                group = []
        before = min(around, i2 - i1)
        if number < len(found) - 1:
            group.append(
                (step, i1, i2, j1, j2) if group else (step, i2 - before, i2, j2 - before, j2)
            )
    if any(step[0] != "equal" for step in group):
        yield group


def _range(start: int, stop: int) -> str:
    """Return lines as `diff -u` counts them."""
    length = stop - start
    return str(start + 1) if length == 1 else f"{start + bool(length)},{length}"
