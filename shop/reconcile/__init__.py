"""From the books to the honesty figure: exact identities in fen, then what they identify."""
