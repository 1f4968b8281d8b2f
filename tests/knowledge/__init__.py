"""Tests of the knowledge floor."""
