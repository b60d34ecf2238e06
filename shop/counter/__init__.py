"""The counter: everything that happens in the shop goes over it, one thing after another.

`handle(input) → reply` is synchronous and public; the loop only pumps the bounded inbox into it.
"""

from shop.counter.counter import Counter
from shop.counter.inbox import Inbox
from shop.counter.reply import CutRules, Reply

__all__ = ["Counter", "CutRules", "Inbox", "Reply"]
