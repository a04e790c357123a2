"""What pages call the roles."""

from __future__ import annotations

from docvault.model.user import Role
from naming_rules.language import Text

ROLE_NAMES = {
    Role.MEMBER: Text("员工", "Member"),
    Role.HEAD: Text("部门负责人", "Head of department"),
    Role.VICE_PRESIDENT: Text("分管领导", "Vice president"),
    Role.GENERAL_MANAGER: Text("总经理", "General manager"),
    Role.REGISTRAR: Text("文档管理员", "Registrar"),
    Role.ADMINISTRATOR: Text("系统管理员", "Administrator"),
}
