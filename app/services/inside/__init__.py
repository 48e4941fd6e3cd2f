"""What a file says of itself, read by a process that has no key: it can be wrong, or forged."""
