"""Statements and books in the forms that others read."""
