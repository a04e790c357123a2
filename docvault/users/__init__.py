"""The people of a vault: who they are, how they come in, what they hold.

`registering` says who there is; `sessions`, `passwords`, `second_factor`, `tokens`, `invitations`
and `identities` how they come in; `granting` what they may in other departments; `preferences` in
which language they are answered. Every change of people or rights is in the audit trail.
"""

from docvault.users.registering import add, by_name, change, disable, enable, every

__all__ = ["add", "by_name", "change", "disable", "enable", "every"]
