"""The catalogues, and the tool that keeps them in step with the source."""
