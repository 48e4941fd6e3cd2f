"""The library: all records, filtered, sorted and searched."""
