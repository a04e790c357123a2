"""Plans of renames are kept while somebody looks at them, and carried out as they were seen."""

from __future__ import annotations

import os

import pytest

from docvault.errors import FixRefused, PlanNotFound
from docvault.fix_plans import forget_plan, keep_plan, kept_plan
from docvault.fixing import apply_fix, plan_fix
from docvault.vault import Vault
from tests.docvault.conftest import put

WRONG = "运营部/2023/10/周报/运营部-周报-20231011-V1.0-工作 总结.txt"


def test_a_plan_comes_back_as_it_was(vault: Vault) -> None:
    put(vault.root, **{WRONG: b"x", "运营部/无名.txt": b"y"})
    plan = plan_fix(vault)
    assert plan.renames
    assert plan.unresolved
    plan_id = keep_plan(vault, plan, "运营部")
    kept = kept_plan(vault, plan_id)
    assert (kept.plan, kept.under) == (plan, "运营部")
    forget_plan(vault, plan_id)
    with pytest.raises(PlanNotFound):
        kept_plan(vault, plan_id)


@pytest.mark.parametrize("plan_id", ["../docvault", "", "0123456789abcdef", "x" * 16])
def test_no_other_file_is_taken_for_a_plan(vault: Vault, plan_id: str) -> None:
    with pytest.raises(PlanNotFound):
        kept_plan(vault, plan_id)


def test_old_plans_are_cleared(vault: Vault) -> None:
    old = keep_plan(vault, plan_fix(vault))
    os.utime(vault.own / "plans" / f"{old}.json", (1, 1))
    keep_plan(vault, plan_fix(vault))
    with pytest.raises(PlanNotFound):
        kept_plan(vault, old)


def test_a_plan_that_no_longer_fits_changes_nothing(vault: Vault) -> None:
    put(vault.root, **{WRONG: b"x"})
    kept = kept_plan(vault, keep_plan(vault, plan_fix(vault)))
    (vault.root / WRONG).rename(vault.root / "运营部/elsewhere.txt")
    with pytest.raises(FixRefused):
        apply_fix(vault, kept.plan, actor="a")
