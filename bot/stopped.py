"""What keeps Kith from going on, and a person can mend. Every call loads this module, so it loads none itself."""


class Stopped(Exception):
    """Each line says what is wrong and how to mend it."""

    def __init__(self, *lines: str) -> None:
        super().__init__("\n".join(lines))
        self.lines = list(lines)
