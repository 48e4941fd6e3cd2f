"""The bundle container, contact cards and receipts: knows crypto and domain, never storage."""
