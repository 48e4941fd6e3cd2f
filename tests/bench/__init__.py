"""Measures speed, memory and growth; prints figures and ratios against peers, asserts nothing."""
