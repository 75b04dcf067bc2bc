"""What each kind of database needs to be told, or to be, so that its own settings decide nothing."""
