"""Entry → movements and index rows: the only place that decides from where to where.

Pure: a posting is a function of one entry (kind and body), so that `verify` can do it again.
"""

from shop.posting.rules import Movement, Postings, Row, post

__all__ = ["Movement", "Postings", "Row", "post"]
