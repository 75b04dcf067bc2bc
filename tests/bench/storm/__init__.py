"""A server is killed, and everybody comes back at once (docs/performance.md)."""
