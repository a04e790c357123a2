"""What others may import from the package, and what it costs them."""

from __future__ import annotations

import pkgutil
import subprocess
import sys
from pathlib import Path

import pytest

import naming_rules


@pytest.mark.parametrize("name", naming_rules.__all__)
def test_every_public_name_is_there_and_says_what_it_is(name: str) -> None:
    thing = getattr(naming_rules, name)
    assert thing.__module__.startswith("naming_rules.")
    assert thing.__doc__
    assert name in dir(naming_rules)


def test_no_public_name_is_hidden_by_a_module() -> None:
    modules = {module.name for module in pkgutil.iter_modules(naming_rules.__path__)}
    assert not modules & set(naming_rules.__all__)


def test_what_is_not_public_is_not_there() -> None:
    with pytest.raises(AttributeError, match="nothing_such"):
        naming_rules.nothing_such  # noqa: B018


LOADED = "print(*sorted(m for m in sys.modules if m.startswith('naming_rules')))"


def loaded_after(code: str) -> set[str]:
    done = subprocess.run(
        [sys.executable, "-c", f"import sys\n{code}\n{LOADED}"],
        capture_output=True,
        text=True,
        check=True,
    )
    return set(done.stdout.split())


def test_importing_the_package_loads_nothing_of_it() -> None:
    assert loaded_after("import naming_rules") == {"naming_rules"}


def test_a_tidy_tree_is_checked_without_loading_the_rules(tmp_path: Path) -> None:
    folder = tmp_path / "运营部/2023/10/周报/历史版本"
    folder.mkdir(parents=True)
    (folder.parent / "运营部-周报-20231011-V2.0-工作总结.xlsx").touch()
    (folder / "旧版-20231011-V1.0-工作总结.xlsx").touch()
    loaded = loaded_after(
        "import pathlib\n"
        "from naming_rules import Convention, check_tree\n"
        f"assert not list(check_tree(Convention.preset(), pathlib.Path({str(tmp_path)!r})))"
    )
    assert "naming_rules.checker" in loaded
    assert not {"naming_rules.rules", "naming_rules.suggest", "naming_rules.reading"} & loaded
