"""What the peer's templates load."""
