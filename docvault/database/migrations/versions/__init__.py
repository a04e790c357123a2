"""One file per revision, numbered; what has been released is never edited."""
