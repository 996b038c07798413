"""Subjects, curriculum plans (учебный план), courses and the teaching load, lesson plans (КТП)."""
