"""What the bytes on a wire mean: pure, no input or output, the standard library only."""
