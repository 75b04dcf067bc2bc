"""The documented contracts, as a reader of each document would use them."""
