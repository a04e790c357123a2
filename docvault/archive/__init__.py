"""Archives: the records in git, and the visible tree that follows them."""

from docvault.archive.archive import Archive, tree_changes
from docvault.archive.record import Action, Record, clean_note, record_of
from docvault.archive.visible import Content, Wanted, settle

__all__ = [
    "Action",
    "Archive",
    "Content",
    "Record",
    "Wanted",
    "clean_note",
    "record_of",
    "settle",
    "tree_changes",
]
