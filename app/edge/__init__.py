"""What the doors share: payloads in, wire shapes out, tokens, limits and the error mapper."""
