"""The terminal client: `python main.py chat`. It imports nothing of the server."""
