"""Answers about goods: prices, sizes, use, care, and requested lists, every figure a row's own."""
