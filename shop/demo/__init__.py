"""The demo: twins in place of devices, residents who really scan and pay, a month of history.

Hands and residents reach the shop as anybody does: bytes on the devices' lines, presses of the
kiosk's buttons over HTTP. Only `history` opens a book, before the shop starts.
"""
