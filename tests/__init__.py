"""The suite: real databases, real sockets, a real browser."""
