"""Programs for whoever works on the hub; nothing here runs in production."""
