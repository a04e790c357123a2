"""What a document says: its text and its revision record, read in a confined child process.

No parser of foreign files runs in the caller's process. `limited` starts the child, `confine`
takes its rights away, `helper` is the program it runs; the readers (`plain`, `word`, `sheet`)
are only ever called there.
"""
