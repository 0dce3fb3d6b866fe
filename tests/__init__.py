"""The suite: one folder a slice, and the house rules of all of them."""
