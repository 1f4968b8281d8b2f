"""The demo: an invented mother-and-baby brand with beauty and home lines, fresh for the day it is built."""

from tools.demo.build import DemoReport, build_demo
from tools.demo.content import ROSTER

__all__ = ["ROSTER", "DemoReport", "build_demo"]
