"""What travels: contact cards, bundles, receipts. Knows crypto and domain, not storage."""
