"""The console's routes: collect, make the page, render."""
