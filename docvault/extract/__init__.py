"""What a document says: text, headings, properties, revision record, read in a confined child.

No parser of foreign files runs in the caller's process. `contents`, `text` and `revision_record`
are three views of one `reading`; `limited` starts the child, `confine` takes its rights away,
`helper` is the program it runs. The readers, which `kinds` lists, are only ever called there; each
yields `pieces`.
"""
