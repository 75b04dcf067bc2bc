"""A load generator for chat servers that speak Socket.IO 5 over WebSocket; it knows no product."""
