"""What lies on disk: git repositories, files written all or nothing, locks."""
