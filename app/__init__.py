"""Ngobrol. The package itself loads nothing, so that the terminal client starts without the server."""
