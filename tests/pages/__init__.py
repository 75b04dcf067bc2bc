"""The pages door, as browsers without scripts and plain HTTP clients see it."""
