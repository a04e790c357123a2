"""The only package that speaks git.

GitPython is the door: every git process is started through it (`process.py`), with a clean
environment, no user or system configuration, no hooks, no terminal. Names, actors and notes only
ever travel on standard input of plumbing, never as arguments. The index is not used at all:
blobs, trees and commits are written by `git hash-object` processes that stay open, the branch is
moved by a compare-and-swap, and each is on disk before the next begins. So a commit costs the
same in an archive of ten files and of a hundred thousand.

`git add` must never be used on a vault: `.gitattributes` and `.gitignore` in a tree change or
drop documents.
"""

from docvault.store.git.repository import BlobInfo, Repository
from docvault.store.git.stream import CommitDraft, StoredCommit
from docvault.store.git.tree import Put, Remove, TreeChange

__all__ = [
    "BlobInfo",
    "CommitDraft",
    "Put",
    "Remove",
    "Repository",
    "StoredCommit",
    "TreeChange",
]
