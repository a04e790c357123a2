"""There is something that is neither a file nor a folder.

既不是文件也不是文件夹。

Links, pipes, sockets and devices are not kept by shares and archives, and following them leads
out of the folder. They are named and never followed or opened.

链接、管道、套接字和设备无法随共享文件夹和档案保存，跟随它们会离开该文件夹。只报告，不跟随，不打开。
"""

from __future__ import annotations

from naming_rules.finding import Severity
from naming_rules.rule import EntryRule

rule = EntryRule(code="not-a-file", docstring=__doc__, severity=Severity.WARNING)
