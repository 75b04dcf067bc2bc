"""What travels as JSON, whichever door it comes by: payloads in, shapes and errors out, their schemas."""
