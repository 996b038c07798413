"""What the journal's screens and actions read."""
