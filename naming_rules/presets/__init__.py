"""The conventions that are shipped."""
