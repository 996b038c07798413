"""The event record: who changed what, when, from what to what. Append-only, no foreign keys."""
