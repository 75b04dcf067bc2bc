"""Delivery inside the process: the event bus, and who is connected now."""
