"""Customer support: each user's conversation with the staff, and the desk where the staff take turns."""
