"""Benchmarks by name, and the one that measures the command itself."""
