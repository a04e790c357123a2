"""Pages as pictures with a watermark burned in, for those who may look and not take.

Runs in the confined child; `docvault.previews.stamped` is the caller's side. `pages` holds the
jobs. What LibreOffice does not print is `set_out` here: the markup that our own makers write
(`markup`), broken into lines (`breaking`), tables and the rest laid on A4 (`flow`, `tables`,
`sheets`), and drawn (`drawing`, `stamp`) with the system's fonts (`faces`).
"""
