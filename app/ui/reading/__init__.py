"""Help and what this program is made of."""
