"""Journeys in a real browser, against a real server and a base of their own."""
