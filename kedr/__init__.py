"""Kedr: the school platform of a region. docs/tour.md leads through the house."""
