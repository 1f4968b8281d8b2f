"""Drawings of the things the brand sells, one function a shape."""
