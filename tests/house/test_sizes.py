"""Files and functions stay of a size that is read in one go (house style, rule 2)."""

from __future__ import annotations

from statistics import quantiles

from tests.house.source import PACKAGES, sources


def test_a_long_file_says_why_in_its_first_line() -> None:
    long = [
        source.name
        for source in sources(*PACKAGES, "tests", "benchmarks")
        if source.text.count("\n") > 400 and not source.text.startswith("# Long because ")
    ]
    assert long == []


def lengths() -> dict[str, int]:
    return {
        f"{source.name}:{function.lineno} {function.name}": function.end_lineno
        - function.lineno
        + 1
        for source in sources(*PACKAGES)
        for function in source.functions()
        if function.end_lineno
    }


def test_hardly_any_function_is_over_sixty_lines() -> None:
    long = {name: length for name, length in lengths().items() if length > 60}
    assert len(long) < 0.02 * len(lengths()), long


def test_nearly_all_functions_are_under_fifty_lines() -> None:
    assert quantiles(lengths().values(), n=20)[-1] < 50
