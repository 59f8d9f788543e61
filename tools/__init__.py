"""What builds, tests and checks the project; nothing here runs in production."""
