"""Parsers against hostile bytes: what they take is what they would write, what they refuse is refused in our words."""
