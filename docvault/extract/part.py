"""The parts of a zip of XML (Office, OpenDocument): parsed without entities, without network."""

from __future__ import annotations

from typing import Any
from zipfile import ZipFile

from lxml import etree

Element = Any  # lxml's elements carry no types


def root_of(archive: ZipFile, name: str) -> Element | None:
    """Return the root element of a part; None where there is no such part."""
    try:
        data = archive.read(name)
    except KeyError:
        return None
    return parsed(data)


def parsed(data: bytes) -> Element:
    """Return the root element of an XML document. Raises lxml's XMLSyntaxError."""
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    return etree.fromstring(data, parser)


def local(element: Element) -> str:
    """Return an element's name without its namespace (strict and transitional Office differ)."""
    return str(element.tag).rpartition("}")[2]
