"""Sending, receiving, deciding, and whom one trusts."""
