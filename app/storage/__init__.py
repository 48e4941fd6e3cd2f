"""The vault on disk: the encrypted database, blobs, log, drafts, derived tables, search."""
