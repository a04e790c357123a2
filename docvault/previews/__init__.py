"""Previews of versions, made when somebody looks and kept by the SHA-256 of the bytes.

`preview_of` says what there is to be seen, `page_of` gives one page, `thumb_of` a small picture of
it. All foreign bytes are read in the confined child (`docvault.extract.preview`); markup that comes
from there is sanitized here (`cleaning`). What is kept (`shelf`) can always be made again.
"""

from docvault.previews.encoding import Shown
from docvault.previews.making import Preview, page_of, preview_of, thumb_of

__all__ = ["Preview", "Shown", "page_of", "preview_of", "thumb_of"]
