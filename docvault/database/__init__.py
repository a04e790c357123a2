"""The database: what the register, people and procedures are kept in.

SQLAlchemy Core, not its ORM: the database's part of a check-in is to cost a millisecond or two,
and a row is a frozen value here, not an object that follows the table. Each module holds small
typed functions over one table; they take a `Connection` and run inside the caller's transaction,
which `engine.Database` opens. This package is the only one that speaks SQL.

| module | what |
|---|---|
| `engine` | `Database`: opening, `read()` and `write()` |
| `tables` | the tables; `migrations/` makes them |
| `documents`, `versions`, `kept_changes`, `archives` | the register: can be made anew from git |
| `listing` | pages of documents, filtered, flat at any size |
| `audit_trail` | append-only, hash-chained |
| `index_queue` | what the search index has yet to take in |
| `users`, `holdings` | people, and files that could not be filed |
"""
