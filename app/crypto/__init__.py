"""age v1, signatures, key slots: on streams and bytes handed in."""
