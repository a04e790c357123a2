"""`docvault demo [PATH]`: a vault of generated documents, and what DocVault does with them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import count
from pathlib import Path

import click

from docvault import vault as vaults
from docvault.auditing import audit
from docvault.cli.history import for_people
from docvault.cli.import_tree import summary
from docvault.cli.search import lines_of
from docvault.cli.session import Session, emphasised
from docvault.cli.texts import FILE, checked_in, counted
from docvault.errors import VaultExists
from docvault.importing import plan_import, run_import
from docvault.model.version import Version
from docvault.samples import write_samples
from docvault.samples.samples import Samples
from docvault.search.keeping import catch_up
from docvault.search.searching import search
from docvault.vault import Vault
from docvault.verifying import Tally as Verified
from docvault.verifying import verify
from naming_rules.checker import Tally
from naming_rules.finding import Finding
from naming_rules.language import Text, say
from naming_rules.report.visible import visible
from naming_rules.terminal import table

_SHOWN = 6
_FOLDER = Path("docvault-demo")
_QUERIES = (
    ("預算 部門:市場部", Text("按内容查找：繁体、简体都一样", "Find by content, in either script")),
    ("yyb zb", Text("按名称的拼音首字母查找", "Find by the initials of a name's pinyin")),
)
_COLUMNS = ("version", "state", "at", "actor", "note")


@click.command(
    help=say(
        zh="在文件夹 PATH（默认 docvault-demo）里生成一家公司的样例文件，"
        "建一个文件库，一步步演示命名、签入、历史、审计和核对。",
        en="Make a company's sample documents in the folder PATH (docvault-demo by default) and a"
        " vault of them, and show names, check-in, history, audit and verification step by step.",
    )
)
@click.argument("path", metavar="[PATH]", type=FILE, required=False)
@click.pass_obj
def demo(session: Session, path: Path | None) -> None:
    """Make the demo vault and walk through it; each time another one, unless PATH is given."""
    path = path or next(folder for folder in _folders() if not folder.exists())
    root = path / say(zh="文件库", en="vault")
    if (root / "docvault.toml").exists():
        raise VaultExists(path=root)
    tour = _Tour(session, path, root)
    tour.begin()
    with Vault.make(root) as vault:
        samples = write_samples(path / say(zh="样例", en="samples"))
        tour.take_over(vault, samples.tidy[0].parents[4])
        tour.revise(vault, samples)
        tour.mend(vault, samples.messy[0].parents[0])
        tour.look_back(vault, samples)
        tour.search(vault)
        tour.edit_in_place(vault, samples)
        tour.check(vault)
    tour.end()


def _folders() -> Iterator[Path]:
    yield _FOLDER
    yield from (_FOLDER.with_name(f"{_FOLDER.name}-{number}") for number in count(2))


class _Tour:
    """Tells each step: why, the command one would type, what comes of it."""

    def __init__(self, session: Session, path: Path, root: Path) -> None:
        self.session = session
        self.path = path
        self.root = root

    def step(self, why: str, *command: str | Path) -> None:
        self.say("", f"# {why}", emphasised(f"$ docvault {' '.join(map(str, command))}"))

    def say(self, *lines: str) -> None:
        if not self.session.json:
            for line in lines:
                click.echo(line)

    def some(self, lines: Iterable[str]) -> None:
        """Say the first few lines, and how many more there are."""
        held = list(lines)
        more = len(held) - _SHOWN
        if more > 1:
            held[_SHOWN:] = [say(zh=f"…… 另有 {more} 行", en=f"… and {more} more")]
        self.say(*(f"  {visible(line)}" for line in held))

    def begin(self) -> None:
        self.step(say(zh="新建一个文件库", en="Make a vault"), "init", self.root)

    def take_over(self, vault: Vault, folder: Path) -> None:
        self.step(
            say(
                zh="接管一个整齐的共享文件夹：部门/年份/月份/类型",
                en="Take over a tidy share: department/year/month/type",
            ),
            "import",
            folder,
        )
        outcome = run_import(vault, plan_import(vault, folder), actor=self.session.actor)
        self.say(f"  {summary(outcome)}")

    def revise(self, vault: Vault, samples: Samples) -> None:
        self.step(
            say(
                zh="签入新版本：名称里的版本号更高，就是同一文件的下一版",
                en="Check in new versions: the same name with a higher number",
            ),
            "add",
            f"{samples.revisions[0].parent}/*",
        )
        note = say(zh="按意见修订", en="Revised")
        done = [
            vaults.add(vault, file, actor=self.session.actor, note=note)
            for file in samples.revisions
        ]
        self.some(map(checked_in, done))

    def mend(self, vault: Vault, folder: Path) -> None:
        self.step(
            say(
                zh="接管一个杂乱的文件夹：名称按建议改好，无法确定的说明原因并留在原处",
                en="Take over a messy folder: names are mended, what cannot be known is told",
            ),
            "import",
            folder,
        )
        plan = plan_import(vault, folder)
        outcome = run_import(vault, plan, actor=self.session.actor)
        self.some(
            f"{file.path} → {vault.convention.format(file.name)}"
            for file in plan.named
            if file.suggestion and file.name
        )
        told = {finding.path: finding for finding in outcome.findings}
        self.some(line for finding in told.values() for line in _two_lines(finding))
        self.say(f"  {summary(outcome)}")

    def look_back(self, vault: Vault, samples: Samples) -> None:
        document = vault.find(self._most_revised(samples))
        self.step(
            say(
                zh="每一版都在：当前版在文件夹里，之前两版在 历史版本，更早的在 git 中",
                en="Every version is there: the latest three in the folders, all of them in git",
            ),
            "history",
            document.name,
        )
        rows = [for_people(version) for version in vault.history(document)]
        lines = table([[str(row[key]) for key in _COLUMNS] for row in rows])
        self.say(*(f"  {line}" for line in lines))
        self.say(*(f"  {path}" for path in vault.visible_paths(document.id)))

    def search(self, vault: Vault) -> None:
        for query, why in _QUERIES:
            self.step(str(why), "search", query)
            catch_up(vault)
            answer = search(vault, query, actor=vault.actor(self.session.actor), limit=2)
            self.some(lines_of(answer))

    def edit_in_place(self, vault: Vault, samples: Samples) -> None:
        self.step(
            say(
                zh="有人直接改了文件夹里的文件：audit 会发现，git 里还有原来的内容",
                en="Somebody edits a file in its folder: audit finds it, git has what it was",
            ),
            "audit",
        )
        current = self._current(vault, samples)
        with (vault.root / str(current.path)).open("ab") as file:
            file.write(b"\nedited without a new version\n")
        tally = Tally()
        findings = list(audit(vault, tally=tally))
        errors = [finding for finding in findings if finding.rule == "changed-on-disk"]
        others = [finding for finding in findings if finding not in errors]
        self.some(line for finding in [*errors, *others] for line in _two_lines(finding))
        self.say(
            "  "
            + say(
                zh=f"检查了 {tally.checked} 个文件，发现 {len(findings)} 处。",
                en=f"Checked {tally.checked} files, {len(findings)} findings.",
            )
        )
        again = self._restored(vault, current)
        self.step(
            say(zh="把旧内容恢复为新的一版", en="Bring back what it was, as a new version"),
            "restore",
            current.name,
            "--version",
            current.number,
        )
        self.say(f"  {checked_in(again)}")

    def check(self, vault: Vault) -> None:
        self.step(
            say(
                zh="git、文件夹、台账、审计日志互相核对，每一版逐字节比对",
                en="Compare git, folders, register and audit trail, byte for byte",
            ),
            "verify",
            "--deep",
        )
        tally = Verified()
        problems = list(verify(vault, deep=True, tally=tally))
        self.some(problem.detail for problem in problems)
        self.say(
            "  "
            + say(
                zh=f"已核对 {tally.checked} 个文件，发现 {len(problems)} 个问题。",
                en=f"Checked {counted(tally.checked, 'file')},"
                f" found {counted(len(problems), 'problem')}.",
            )
        )

    def end(self) -> None:
        self.session.emit(
            {"vault": str(self.root.resolve())},
            "",
            say(
                zh=f"文件库就在 {self.root}：打开文件夹看看，或者试试：",
                en=f"The vault is {self.root}. Look into its folders, or try:",
            ),
            f"  docvault --vault {self.root} list",
            f"  git clone {self.root}/.docvault/archives/市场部.git",
        )

    def _most_revised(self, samples: Samples) -> str:
        return max(samples.revisions, key=lambda file: _number(file.name)).name

    def _current(self, vault: Vault, samples: Samples) -> Version:
        return vault.version(vault.find(samples.tidy[0].name))

    def _restored(self, vault: Vault, version: Version) -> Version:
        return vaults.restore(vault, version.name, version.number, actor=self.session.actor)


def _two_lines(finding: Finding) -> tuple[str, str]:
    suggestion = f" → {finding.suggestion}" if finding.suggestion else ""
    return finding.path, f"    {finding.message}{suggestion}"


def _number(name: str) -> int:
    return max((int(part[1]) for part in name.split("-") if part[:1] == "V"), default=0)
