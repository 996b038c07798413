"""Lesson plans (КТП) from files: a table of Excel, CSV, Word or a paste, its columns recognised, its rows checked."""
