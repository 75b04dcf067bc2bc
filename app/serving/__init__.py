"""The HTTP/1.1 server: bytes become requests here, and connections are let in, bounded and ended.

One for greenlets and threads alike. The libraries' own servers take lines, chunks and trailers
without end, wait for slow clients without end, and read what is ambiguous in their own way
(RFC 9112, section 11.2: request smuggling). Here whatever a client sends has a size and a time:

- `head` knows what a request looks like, `body` how what follows it ends;
- `stream` reads and writes a socket, never later than a deadline;
- `answer` runs the WSGI app and writes what it answers;
- `connection` is the life of one connection, `admission` decides who may have one;
- `accepting` is the loop that lets them in, `server` begins and ends it all.
"""

from __future__ import annotations
