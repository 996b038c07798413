"""Persons, posts, enrolments, group membership, guardianships, class teachers."""
