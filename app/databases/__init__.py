"""What each kind of database needs to be told, or to be, so that its own settings decide nothing."""

MAX_ID = 2**63 - 1
"""What an integer column holds, in each of them."""
