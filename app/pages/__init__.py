"""The pages door (contract C4): forms in, HTML out; everything works without scripts."""
