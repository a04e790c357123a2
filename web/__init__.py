"""The face in the browser: pages, the interface for programs, and what serves them."""
