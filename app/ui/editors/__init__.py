"""One editor for each kind of value, and the form made of them."""
