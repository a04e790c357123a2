"""A small company's documents, generated: for the demo, for trying things out, and for tests."""

from docvault.samples.samples import Samples, write_samples

__all__ = ["Samples", "write_samples"]
