"""The calendar: what is to be done by when, of all cases."""
