"""What the body of a page may hold: prose, and living blocks that show what stands in the register."""
