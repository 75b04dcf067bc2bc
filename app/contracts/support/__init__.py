"""Contract C5, customer support (docs/contracts/support.md)."""
