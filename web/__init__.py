"""The web face of DocVault."""
