"""The rules, one file each. A code never changes its meaning and is never used again."""

from __future__ import annotations

from typing import Final

from naming_rules.rule import EntryRule, FolderRule, NameRule, Rule
from naming_rules.rules import (
    bad_version,
    bidi_character,
    duplicate_version,
    extension_not_allowed,
    forbidden_character,
    future_date,
    git_name,
    impossible_date,
    invisible_character,
    leading_character,
    look_alike_character,
    missing_extension,
    missing_title,
    name_too_long,
    not_a_file,
    not_nfc,
    path_too_long,
    reserved_name,
    superseded_misplaced,
    superseded_unmarked,
    too_many_versions,
    trailing_dot_or_space,
    two_currents,
    two_spellings,
    unknown_category,
    unknown_department,
    unknown_type,
    unparseable_name,
    unreadable_folder,
    version_gap,
    whitespace,
    wrong_folder,
    wrong_separator,
)

all_rules: Final[tuple[Rule, ...]] = tuple(
    module.rule
    for module in (
        git_name,
        reserved_name,
        forbidden_character,
        invisible_character,
        bidi_character,
        look_alike_character,
        not_nfc,
        whitespace,
        trailing_dot_or_space,
        leading_character,
        name_too_long,
        path_too_long,
        missing_extension,
        extension_not_allowed,
        wrong_separator,
        unknown_department,
        unknown_type,
        unknown_category,
        impossible_date,
        future_date,
        bad_version,
        missing_title,
        unparseable_name,
        superseded_misplaced,
        superseded_unmarked,
        wrong_folder,
        two_spellings,
        two_currents,
        duplicate_version,
        version_gap,
        too_many_versions,
        not_a_file,
        unreadable_folder,
    )
)
"""Every rule, in the order in which findings on one file are given."""

name_rules: Final = tuple(rule for rule in all_rules if isinstance(rule, NameRule))
folder_rules: Final = tuple(rule for rule in all_rules if isinstance(rule, FolderRule))
entry_rules: Final = tuple(rule for rule in all_rules if isinstance(rule, EntryRule))
