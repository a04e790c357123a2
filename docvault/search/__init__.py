"""Search: every document found by what is in its name and its text.

`analysis` cuts text into pieces, `index` keeps them (a Whoosh index with a codec of our own),
`query` is the language people ask in, `matching` finds what is asked for, `engine` puts them
together and is what the rest of the house talks to.
"""
