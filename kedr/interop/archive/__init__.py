"""The archive of a school year: papers for people, open data for programs, a list of both that can be checked in
twenty-five years without Kedr's database. The format is told in docs/archive.md."""
