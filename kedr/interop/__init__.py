"""One room for each outside format or system, with its own mapping and tests."""
