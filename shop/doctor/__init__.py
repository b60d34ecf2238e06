"""What `tongxin doctor` says of a machine: rules from what was seen to one line each, pure.

What is seen is read by `shop.main.machine` and `shop.main.checkup`; nothing here looks at one.
"""
