"""A folder cannot be read, so nothing in it was checked.

文件夹无法读取，其中的内容未检查。

The message gives the reason of the system, mostly missing permission. A check that leaves
something out must say so.

提示中是系统给出的原因，多为没有权限。检查若有遗漏，必须说明。
"""

from __future__ import annotations

from naming_rules.rule import EntryRule

rule = EntryRule(code="unreadable-folder", docstring=__doc__)
