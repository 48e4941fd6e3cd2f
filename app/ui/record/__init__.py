"""One record: its form, versions, files, and what is made from it."""
