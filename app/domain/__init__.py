"""The meaning of records: types, fields, dates, canonical bytes, merge, state. No input or output but `resources/`."""
