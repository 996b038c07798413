"""The demo region: invented schools, people and a year of lessons, the same for the same seed."""
