"""What the doors that speak HTTP share: who asks, tokens, headers, uploads, static files, REST's envelope."""
