"""Calendars (календарь в телефоне): secret links by which a phone reads lessons and homework, without a sign-in."""
