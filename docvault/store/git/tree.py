"""Git trees in memory: read lazily, edited by path, written from the leaves up.

Only the trees on the way to a changed path are ever read or written, so a commit costs what its
folder holds and not what the archive holds. The format is git's own: entries
`mode SP name NUL oid`, sorted by name with a `/` after the names of trees (git's
`base_name_compare`). In memory they stay in that order as the bytes they are written as, so that
changing one of ten thousand does not sort and format the others again.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from docvault.store.git.objects import NewObject

_FILE = b"100644"
_FOLDER = b"40000"
_OID_BYTES = 20


@dataclass(frozen=True, slots=True)
class Put:
    """A file appears at `path` (or changes): `blob` is its object id in hex."""

    path: str
    blob: str


@dataclass(frozen=True, slots=True)
class Remove:
    """A file leaves the tree."""

    path: str


TreeChange = Put | Remove


@dataclass(slots=True)
class Tree:
    """The entries of one tree in git's order: what each is sorted by, and its bytes."""

    keys: list[bytes] = field(default_factory=list)
    entries: list[bytes] = field(default_factory=list)

    @classmethod
    def parse(cls, data: bytes) -> Tree:
        """Read a raw tree object."""
        tree = cls()
        position = 0
        while position < len(data):
            space = data.index(b" ", position)
            end = data.index(b"\0", space)
            name = data[space + 1 : end]
            tree.keys.append(name + b"/" if data[position:space] == _FOLDER else name)
            tree.entries.append(data[position : (position := end + 1 + _OID_BYTES)])
        return tree

    def __bytes__(self) -> bytes:
        """Write a raw tree object; the inverse of `parse`."""
        return b"".join(self.entries)

    def __bool__(self) -> bool:
        """Whether there is anything in it: git keeps no empty folders."""
        return bool(self.entries)

    def copy(self) -> Tree:
        """Return a tree that can be edited without changing this one."""
        return Tree(self.keys.copy(), self.entries.copy())

    def folder(self, name: bytes) -> str | None:
        """Return the id of the subtree `name`, None when there is none."""
        key = name + b"/"
        at = bisect_left(self.keys, key)
        found = at < len(self.keys) and self.keys[at] == key
        return self.entries[at][-_OID_BYTES:].hex() if found else None

    def put_file(self, name: bytes, blob: str) -> None:
        """Enter a file, in place of whatever had its name."""
        self._put(name, name, _FILE, blob)

    def put_folder(self, name: bytes, oid: str) -> None:
        """Enter a subtree, in place of whatever had its name."""
        self._put(name + b"/", name, _FOLDER, oid)

    def remove_file(self, name: bytes) -> None:
        """Take a file out, if it is there."""
        self._remove(name)

    def remove_folder(self, name: bytes) -> None:
        """Take a subtree out, if it is there."""
        self._remove(name + b"/")

    def _put(self, key: bytes, name: bytes, mode: bytes, oid: str) -> None:
        self._remove(name)
        self._remove(name + b"/")
        at = bisect_left(self.keys, key)
        self.keys.insert(at, key)
        self.entries.insert(at, b"%b %b\0%b" % (mode, name, bytes.fromhex(oid)))

    def _remove(self, key: bytes) -> None:
        at = bisect_left(self.keys, key)
        if at < len(self.keys) and self.keys[at] == key:
            del self.keys[at], self.entries[at]


class TreeCache:
    """The trees read and written last, by object id; a tree never changes under its id."""

    def __init__(self, read: Callable[[str], bytes], size: int = 64) -> None:
        self._read = read
        self._size = size
        self._trees: OrderedDict[str, Tree] = OrderedDict()

    def get(self, oid: str) -> Tree:
        """Return a copy of the tree `oid`, to be edited freely."""
        if oid not in self._trees:
            self.put(oid, Tree.parse(self._read(oid)))
        self._trees.move_to_end(oid)
        return self._trees[oid].copy()

    def put(self, oid: str, tree: Tree) -> None:
        """Remember a tree just written or read."""
        self._trees[oid] = tree
        while len(self._trees) > self._size:
            self._trees.popitem(last=False)


@dataclass(slots=True)
class _Folder:
    """One tree being edited, and those below it that a changed path leads through."""

    tree: Tree
    below: dict[bytes, _Folder] = field(default_factory=dict)


class TreeEditor:
    """Applies changes to one tree and says what came of it."""

    def __init__(self, root: str | None, cache: TreeCache) -> None:
        """Begin with the tree `root`; None is the empty one."""
        self._cache = cache
        self._root = _Folder(cache.get(root) if root else Tree())

    def apply(self, changes: Sequence[TreeChange]) -> None:
        """Apply the changes in order; removing what is not there changes nothing."""
        for change in changes:
            folder, name = self._way_to(change.path)
            match change:
                case Put(_, blob):
                    folder.below.pop(name, None)
                    folder.tree.put_file(name, blob)
                case Remove(_):
                    folder.tree.remove_file(name)

    def _way_to(self, path: str) -> tuple[_Folder, bytes]:
        *folders, name = path.encode().split(b"/")
        folder = self._root
        for part in folders:
            if part not in folder.below:
                oid = folder.tree.folder(part)
                folder.below[part] = _Folder(self._cache.get(oid) if oid else Tree())
            folder = folder.below[part]
        return folder, name

    def finish(self) -> list[NewObject]:
        """Return every tree on the way to a change, leaves first: the last one is the root."""
        trees: list[NewObject] = []
        self._finish(self._root, trees)
        return trees

    def _finish(self, folder: _Folder, trees: list[NewObject]) -> str:
        for name, child in folder.below.items():
            oid = self._finish(child, trees)
            if child.tree:
                folder.tree.put_folder(name, oid)
            else:
                folder.tree.remove_folder(name)
        trees.append(NewObject.of("tree", bytes(folder.tree)))
        self._cache.put(trees[-1].id, folder.tree)
        return trees[-1].id
