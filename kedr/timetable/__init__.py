"""Bells, the weekly plan, dated lessons and their changes."""
