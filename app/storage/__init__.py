"""How rows are read and written: engines, units of work, and the one writer that commits them in groups."""
