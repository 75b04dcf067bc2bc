"""Verbs, one module per noun; every rule lives here, and none of it knows Flask or Socket.IO."""
