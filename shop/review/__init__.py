"""What follows from a statement: proceeds, and who answers for what."""
