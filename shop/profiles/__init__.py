"""The profiles that come with the program: what a board or a money box needs set."""
