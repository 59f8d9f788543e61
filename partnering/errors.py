"""What can go wrong in the domain. Views show the message; nothing else catches these."""


class DomainError(Exception):
    """A rule of partnering forbids what was asked; the message says so in plain words and what to do."""


class NotAllowed(DomainError):
    """The person may not do this, though they may know that it exists."""


class AppendOnlyError(RuntimeError):
    """The program tried to change or remove what is only ever added to; that is a fault, not a user's mistake."""
