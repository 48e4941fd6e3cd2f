"""What a person does, on one open vault."""
