"""Compare two texts line by line, and inside lines that were changed word by word.

Chinese has no blanks between words: there a character is compared. Rows of tables are compared cell
by cell. Texts of any size are compared within two seconds: where the best answer would take longer,
a stretch is shown as replaced whole, and `Comparison.rough` says so.
"""

from docvault.comparing.rows import Change, Comparison, Row, Same, compare
from docvault.comparing.unified import unified
from docvault.comparing.words import Stretch, Words

__all__ = ["Change", "Comparison", "Row", "Same", "Stretch", "Words", "compare", "unified"]
