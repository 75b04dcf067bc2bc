"""What the tests stand on: a PostgreSQL, a server process, sockets, a browser."""
