"""What comes before a vault is open: the first run and unlocking."""
