"""Previews of foreign files, page by page, made in the confined child.

`asking` is the caller's side, `views` says which maker shows which kind of file. A maker has two
jobs, `begin` (how many pages, and those that came by the way) and `page`; what they answer is
`answers`' matter. Markup that comes from here is sanitized once more by whoever keeps it.
"""
