"""`docvault why ACTOR DOC`: why somebody may see a document, or may not."""

from __future__ import annotations

import click

from docvault.access import GRANTABLE, Right, decide, explain, require, subject_of
from docvault.cli.session import Session
from docvault.cli.texts import DOCUMENT
from naming_rules.language import say


@click.command(
    help=say(
        zh=f"说明 ACTOR 为什么可以（或不可以）查看和签入一个文件。{DOCUMENT}"
        "问别人的权限，须是文档管理员或系统管理员。",
        en=f"Say why ACTOR may, or may not, read a document and check in its versions. {DOCUMENT}"
        " Asking about others is for registrars and administrators.",
    )
)
@click.argument("person", metavar="ACTOR")
@click.argument("document", metavar="DOC")
@click.pass_obj
def why(session: Session, person: str, document: str) -> None:
    """Explain one person's rights to one document."""
    vault = session.vault()
    if person != session.actor:
        require(vault.actor(session.actor), Right.OVERSEE)
    found = session.document(vault, document)
    who = vault.actor(person)
    subject = subject_of(found, vault.settings)
    rights = []
    for right in GRANTABLE:
        decision = decide(who, right, subject)
        rights.append(
            {
                "right": right.value,
                "allowed": decision.allowed,
                "reason": str(decision.reason),
                "sentence": str(explain(who, right, found, vault.settings)),
            }
        )
    value = {"actor": person, "document": found.id, "name": found.name, "rights": rights}
    session.emit(value, *(str(each["sentence"]) for each in rights))
