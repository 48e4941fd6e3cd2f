"""The window: Qt over the same services as the command line; it never touches the database, a key or a file itself."""
