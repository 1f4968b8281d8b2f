"""The demo: an invented mother-and-baby brand with beauty and home lines, fresh for the day it is built."""
