"""The full-screen app: drawn by textual, fed by `app.client.chat`. It decides nothing about messages."""
