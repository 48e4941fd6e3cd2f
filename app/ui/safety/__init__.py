"""What guards the vault and whoever holds it: backup and recovery, the activity log, emergency."""
