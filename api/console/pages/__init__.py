"""What each template may use: one frozen dataclass a page."""
