"""The vault: the waist of the house. Everything that changes a document passes here."""

from docvault.vault.bulk import Incoming, Turned, check_in_many
from docvault.vault.check_in import (
    CheckIn,
    add,
    add_staged,
    compliant,
    keep,
    restore,
    revise,
    revise_staged,
)
from docvault.vault.vault import Vault, find_root

__all__ = [
    "CheckIn",
    "Incoming",
    "Turned",
    "Vault",
    "add",
    "add_staged",
    "check_in_many",
    "compliant",
    "find_root",
    "keep",
    "restore",
    "revise",
    "revise_staged",
]
