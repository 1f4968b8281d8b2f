"""The demo: an invented mother-and-baby brand with beauty and home lines, fresh for the day it is built."""

from tools.demo.build import DemoReport, build_demo

__all__ = ["DemoReport", "build_demo"]
