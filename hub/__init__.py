"""The Knowledge Hub: a place where local government learns from itself."""
