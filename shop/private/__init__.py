"""Who may sign, and what must never stand in the book: secrets, lock-outs, log-ins, names.

The book says which codes are enrolled, in which roles, and since when; everything here lies in
`private.db` beside it, readable to the shop's own account alone.
"""
